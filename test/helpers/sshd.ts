import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** Debian's sshd on a high port of loopback, as the user who runs the tests. Ended by pid. */
export type RealSshd = {
  readonly port: number
  readonly folder: string
  /** `known_hosts` line, unhashed. */
  readonly hostKeyLine: string
  readonly identityFile: string
  /** Home of the commands: `~` of the session is made to point here. */
  readonly home: string
  readonly pid: number
  stop(): Promise<void>
}

export const sshdPath = '/usr/sbin/sshd'

/** A sentence when something is missing, else undefined. */
export const sshdMissing = (): string | undefined =>
  existsSync(sshdPath) ? undefined : 'sshd is missing: install the Debian package openssh-server'

export async function startSshd(
  options: { readonly lines?: readonly string[]; readonly identityFile?: string } = {},
): Promise<RealSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-sshd-'))
  const home = join(folder, 'home')
  mkdirSync(home)
  // sshd run by root insists on its privilege separation folder.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true })
  makeKey(join(folder, 'host_key'))
  const identityFile = options.identityFile ?? join(folder, 'id_ed25519')
  if (options.identityFile === undefined) makeKey(identityFile)
  const port = await freePort()
  const config = join(folder, 'sshd_config')
  const lines = [
    ...(options.lines ?? []),
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host_key')}`,
    `AuthorizedKeysFile ${identityFile}.pub`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    `PidFile ${join(folder, 'pid')}`,
    `SetEnv HOME=${home}`,
    // SFTP starts in the home of the account, so it is told where the home of this test is.
    `Subsystem sftp internal-sftp -d ${home}`,
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  const child = spawn(sshdPath, ['-D', '-f', config, '-E', join(folder, 'log')], {
    stdio: 'ignore',
  })
  await listening(port, child, join(folder, 'log'))
  const [type, key] = readFileSync(join(folder, 'host_key.pub'), 'utf8').split(' ')
  return {
    port,
    folder,
    home,
    identityFile,
    hostKeyLine: `[127.0.0.1]:${port} ${type ?? ''} ${key ?? ''}\n`,
    pid: child.pid ?? 0,
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null && child.signalCode === null) {
        for (const pid of sessionsOf(child.pid ?? 0)) end(pid)
        child.kill('SIGKILL')
        await gone
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The processes of sshd that serve one connection each, newest last. */
export function sessionsOf(sshd: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (parent === sshd && pid !== undefined ? [pid] : []))
}

/** Ends every connection of this sshd at once, as a cut of the link does. */
export function cutConnections(sshd: RealSshd): void {
  for (const pid of sessionsOf(sshd.pid)) {
    for (const child of sessionsOf(pid)) if (isSshd(child)) end(child)
    end(pid)
  }
}

/** The steps of the host are not to be ended with the connection. */
function isSshd(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('sshd')
  } catch {
    return false // gone meanwhile
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

export function makeKey(file: string, passphrase = ''): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', file])
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      )
    })
  })
}

async function listening(port: number, child: ChildProcess, log: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`sshd did not start: ${readFileSync(log, 'utf8')}`)
    if (await accepts(port)) return
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
