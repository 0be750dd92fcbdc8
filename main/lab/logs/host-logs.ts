import type { Host, HostRole } from '../../../shared/domain/project.ts'
import type { World, WorldEvent } from '../world/state.ts'
import type { LogKind } from './formats.ts'
import { createLabJournal } from './journal.ts'
import type { LabJournal } from './journal.ts'
import { LogFile } from './log-file.ts'
import type { StoredFile } from './log-file.ts'

/** The logs of one host, grown up to now whenever they are asked for. */
export type HostLogs = {
  list(): readonly StoredFile[]
  /** The stored file of this path, as it is now. */
  find(path: string): StoredFile | undefined
  /** Its bytes, for `cat`. */
  contents(path: string): Buffer | undefined
  readonly journal: LabJournal
  /** Answers false when there is no such log. `name` is the file's name or path; `journal` loses its old entries. */
  rotate(name: string, how: 'rename' | 'copytruncate'): boolean
}

const kindsOf: Readonly<Record<HostRole, readonly LogKind[]>> = {
  db: ['porter'],
  billing: ['billing', 'taskstack'],
  radius: ['billing'],
  sip: ['sip'],
  web: ['access'],
  log: [],
  config: ['taskstack'],
  dsbc: ['dispatch'],
}

/** Logs of all hosts. Events of the world go to the first host of their system that keeps such a log. */
export function createLogs(world: World, now: () => number): (host: Host) => HostLogs {
  const numbers = [...world.accounts.keys()].slice(0, 500)
  let inode = 260_000
  const nextInode = (): string => String(++inode)
  const byHost = new Map<string, Map<LogKind, LogFile>>()
  for (const host of world.spec.hosts) {
    const kinds = new Set(host.roles.flatMap((role) => kindsOf[role]))
    const files = [...kinds].map((kind): [LogKind, LogFile] => [
      kind,
      new LogFile({
        kind,
        host: host.name,
        folder: `/porta_var/${host.name}/log`,
        seed: world.seed,
        startedAt: world.startedAt,
        zone: host.zone,
        numbers,
        nextInode,
      }),
    ])
    byHost.set(host.name, new Map(files))
  }
  const keeper = (event: WorldEvent): LogFile | undefined => {
    for (const host of world.spec.hosts) {
      const file = host.system === event.system ? byHost.get(host.name)?.get(event.log) : undefined
      if (file !== undefined) return file
    }
    return undefined
  }
  const drain = (): void => {
    for (const event of world.events) keeper(event)?.add(event)
    world.events = []
  }
  return (host) => {
    const files = byHost.get(host.name) ?? new Map<LogKind, LogFile>()
    const { seed, startedAt } = world
    const journal = createLabJournal({ host: host.name, seed, startedAt, now })
    const list = (): StoredFile[] => {
      drain()
      const at = now()
      for (const file of files.values()) file.grow(at)
      return [...files.values()].flatMap((file) => file.files())
    }
    const find = (path: string): StoredFile | undefined => {
      drain()
      for (const file of files.values()) {
        if (!path.startsWith(file.path)) continue
        file.grow(now())
        const stored = file.files().find((f) => f.path === path)
        if (stored !== undefined) return stored
      }
      return undefined
    }
    return {
      list,
      find,
      journal,
      contents(path) {
        const stored = find(path)
        return stored?.data.subarray(0, stored.size)
      },
      rotate(name, how) {
        if (name === 'journal') {
          journal.vacuum()
          return true
        }
        list()
        const file = [...files.values()].find((f) => f.path === name || f.path.endsWith(`/${name}`))
        file?.rotate(how, now())
        return file !== undefined
      },
    }
  }
}
