import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import type { Writable } from 'node:stream'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { labPaths, managementAddress, namespaceOf, repository } from './layout.ts'
import type { LabHost, LabHostName, LabPlace } from './layout.ts'
import { run, tryRun, waitFor } from './run.ts'
import type { Ended } from './run.ts'

/**
 * One lab host is the process tree below one `unshare`: its pid is kept in a file with its start time, so that nothing
 * else is ever ended. Ending it ends every process of the host, as pulling the plug would.
 */

/** `PID START`: a pid that was given to another program later has another start. */
const identityOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`
  } catch {
    return undefined
  }
}

const pidOf = (place: LabPlace, host: LabHostName): number | undefined => {
  const file = labPaths(place).pid(host)
  if (!existsSync(file)) return undefined
  const kept = readFileSync(file, 'utf8').trim()
  const pid = Number(kept.split(' ')[0])
  return identityOf(pid) === kept ? pid : undefined
}

export const isUp = (place: LabPlace, host: LabHostName): boolean =>
  pidOf(place, host) !== undefined

const isMounted = (folder: string): boolean =>
  readFileSync('/proc/self/mounts', 'utf8').includes(` ${folder} `)

/** The top folder of the project: hosts see an empty one there. */
const hiddenFolder = (): string => {
  const top = repository.split('/')[1] ?? ''
  return ['', 'usr', 'etc', 'bin', 'lib', 'var', 'root', 'home', 'tmp'].includes(top) ? '' : top
}

export function powerOn(place: LabPlace, { name }: LabHost): void {
  if (isUp(place, name)) return
  const paths = labPaths(place)
  for (const folder of ['mysql', 'log'])
    mkdirSync(join(paths.data(name), folder), { recursive: true })
  mkdirSync(paths.disk(name), { recursive: true })
  if (!isMounted(paths.disk(name)))
    run('mount', [
      '-t',
      'tmpfs',
      '-o',
      'size=192m,mode=755',
      `${place.name}-${name}`,
      paths.disk(name),
    ])
  const log = openSync(join(paths.data(name), 'init.log'), 'a')
  const child = spawn(
    'ip',
    [
      'netns',
      'exec',
      namespaceOf(place, name),
      'unshare',
      '-m',
      '-u',
      '-p',
      '-i',
      '--fork',
      '--kill-child',
      '--mount-proc',
      'sh',
      join(paths.config(name), 'init.sh'),
      name,
      place.dir,
      hiddenFolder(),
    ],
    { detached: true, stdio: ['ignore', log, log], cwd: '/' },
  )
  child.unref()
  const identity = child.pid === undefined ? undefined : identityOf(child.pid)
  if (identity === undefined) throw new Error(`host ${name} could not be started`)
  writeFileSync(paths.pid(name), `${identity}\n`)
}

/** Pulls the plug. Its disk stays. */
export async function powerOff(place: LabPlace, host: LabHostName): Promise<void> {
  const pid = pidOf(place, host)
  if (pid !== undefined) {
    process.kill(pid, 'SIGKILL')
    await waitFor(`host ${host} to be gone`, 10, () => identityOf(pid) === undefined)
  }
  rmSync(labPaths(place).pid(host), { force: true })
}

export async function unmountDisk(place: LabPlace, host: LabHostName): Promise<void> {
  const disk = labPaths(place).disk(host)
  if (!isMounted(disk)) return
  // Its last processes may still be on their way out.
  await waitFor(
    `the disk of ${host} to be free`,
    10,
    async () => (await tryRun('umount', [disk])).code === 0,
  )
}

/** Process 1 of the host, seen from the machine; undefined while it is not there yet, or not any more. */
function findInit(place: LabPlace, host: LabHostName): number | undefined {
  const pid = pidOf(place, host)
  if (pid === undefined) return undefined
  const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]
  return child === undefined || child === '' ? undefined : Number(child)
}

function initOf(place: LabPlace, host: LabHostName): number {
  const init = findInit(place, host)
  if (init === undefined) throw new Error(`host ${host} of the lab is not up`)
  return init
}

/** `nsenter` and its words for a command inside the host, with a clean environment. */
const enter = (place: LabPlace, host: LabHostName, words: readonly string[]): string[] => [
  '-t',
  String(initOf(place, host)),
  '-n',
  '-m',
  '-u',
  '-p',
  '-i',
  '-r',
  '-w/',
  'env',
  '-i',
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'HOME=/root',
  'LANG=C.UTF-8',
  ...words,
]

/** A command inside the host, past its sshd: for the lab's own hand, never for what is tested. */
export const inside = (
  place: LabPlace,
  host: LabHostName,
  words: readonly string[],
  input = '',
): Promise<Ended> => tryRun('nsenter', enter(place, host, words), { input })

/** The same, to be written to while it runs; its output is let go. */
export const openInside = (
  place: LabPlace,
  host: LabHostName,
  words: readonly string[],
): ChildProcessByStdio<Writable, null, null> =>
  spawn('nsenter', enter(place, host, words), { stdio: ['pipe', 'ignore', 'ignore'] })

/** The same; throws with what the command said. Answers its stdout. */
export async function mustInside(
  place: LabPlace,
  host: LabHostName,
  words: readonly string[],
  input = '',
): Promise<string> {
  const ended = await inside(place, host, words, input)
  if (ended.code !== 0)
    throw new Error(`${words.join(' ')} on ${host} ended with ${ended.code}: ${ended.err.trim()}`)
  return ended.out
}

export const shellInside = (place: LabPlace, host: LabHostName, script: string): Promise<string> =>
  mustInside(place, host, ['sh', '-c', script])

export const service = (
  place: LabPlace,
  host: LabHostName,
  action: string,
  name: string,
): Promise<string> => mustInside(place, host, ['sh', '/srv/lab/service.sh', action, name])

/** Until every service of the host has been started and its sshd answers. */
export async function waitBooted(place: LabPlace, host: LabHost): Promise<void> {
  const log = join(labPaths(place).data(host.name), 'init.log')
  await waitFor(
    `host ${host.name} to come up (${log})`,
    40,
    async () =>
      findInit(place, host.name) !== undefined &&
      (await inside(place, host.name, ['test', '-f', '/run/booted'])).code === 0,
    100,
  )
  await waitFor(
    `sshd of ${host.name}`,
    10,
    async () =>
      (
        await tryRun('ip', [
          'netns',
          'exec',
          namespaceOf(place, 'op'),
          'nc',
          '-z',
          managementAddress(place, host.octet),
          '22',
        ])
      ).code === 0,
  )
}
