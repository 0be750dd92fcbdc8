import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { localUser } from './local-user.ts'

/**
 * Who has a host's baton: a run, from a seat. The seat is this project file, at this place, under this login of this machine. So a run that is
 * taken up again after a crash has its hosts still, and a copy of the file, here or on another machine, that takes up the same run does not.
 * A file that was moved meanwhile is another seat too: its run goes on with a take-over, which is the safe side to be wrong on.
 * @param folder The user's own folder of this program. Default: none, the seat is told by the names of machine and login.
 */
export function seatOf(project: string, folder?: string): string {
  const place = `${machineOf(folder)}\n${realpathSync(project)}`
  return createHash('sha256').update(place).digest('hex').slice(0, 10)
}

/** Drawn once for a login of a machine: names of laptops change with their network, and copied images share theirs. */
function machineOf(folder: string | undefined): string {
  const byName = `${localUser()}@${hostname()}`
  if (folder === undefined) return byName
  const file = join(folder, 'seat')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, randomUUID(), { flag: 'wx' })
  } catch {
    // There already, or a home that cannot be written.
  }
  try {
    return readFileSync(file, 'utf8').trim() || byName
  } catch {
    return byName
  }
}

/** Where the window keeps what belongs to its user (Electron's own rule), for the command line: both are one seat. */
export function userFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const name = 'Switchyard'
  const own = env['SWITCHYARD_USER_DATA']
  if (own !== undefined && own !== '') return own
  if (platform === 'win32') return join(env['APPDATA'] ?? homedir(), name)
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', name)
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), name)
}

const separator = '.'

/** What the host keeps as HOLDER: `r0012-a1b2c3.4f5e6d7c8b`. */
export const holderOf = (run: string, seat: string): string => `${run}${separator}${seat}`

export const runOfHolder = (holder: string): string => holder.split(separator)[0] ?? ''
