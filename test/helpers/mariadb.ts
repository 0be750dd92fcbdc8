import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fakeHost } from '../contract/operations/shells.ts'
import type { FakeHost } from '../contract/operations/shells.ts'

/** Servers of MariaDB that only the test can reach, for operations that are for the most part SQL. */

const programs = ['mariadbd', 'mariadb', 'mariadb-install-db', 'mariadb-dump']
const folders = `${process.env['PATH'] ?? ''}:/usr/sbin`.split(':')
const find = (program: string): string | undefined =>
  folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
export const noMariaDb = programs.find((program) => find(program) === undefined)

export type Database = {
  readonly socket: string
  /** Rows as the client prints them, without its last line end. */
  sql(text: string): string
  stop(): Promise<void>
}

const user = `--user=${process.getuid?.() === 0 ? 'root' : (process.env['USER'] ?? 'root')}`

function install(): string {
  const data = join(mkdtempSync(join(tmpdir(), 'mariadb-')), 'data')
  execFileSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      user,
      '--auth-root-authentication-method=normal',
      '--innodb-log-file-size=4M',
      `--datadir=${data}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, TMPDIR: dirname(data) } },
  )
  return data
}

async function startMariaDb(data: string): Promise<Database> {
  const socket = join(data, 'socket')
  const server = spawn(
    find('mariadbd') ?? 'mariadbd',
    [
      '--no-defaults',
      user,
      `--datadir=${data}`,
      `--socket=${socket}`,
      '--skip-networking',
      '--innodb-buffer-pool-size=32M',
      '--innodb-log-file-size=4M',
      '--innodb-flush-log-at-trx-commit=0',
    ],
    // At its start it clears the temporary files of every server that has its folder for them.
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, TMPDIR: data } },
  )
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  let log = ''
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (log.includes('ready for connections')) resolve()
    })
    void ended.then(() => reject(new Error(`MariaDB did not start: ${log}`)))
  })
  const client = ['--no-defaults', `--socket=${socket}`, '--user=root', '--batch', '--raw']
  return {
    socket,
    sql: (text) =>
      execFileSync('mariadb', [...client, '--skip-column-names'], {
        input: text,
        encoding: 'utf8',
      }).replace(/\n$/, ''),
    stop: async () => {
      server.kill('SIGKILL')
      await ended
    },
  }
}

export type TwoSystems = {
  readonly source: Database
  readonly target: Database
  /** Both with the lab's schema and nothing in it, the target without a database. */
  reset(): void
  /** A host of one of the systems, on which `sh` is this shell. */
  host(shell: string, system: 'source' | 'target', site?: readonly string[]): FakeHost
  stop(): Promise<void>
}

export async function startTwoSystems(): Promise<TwoSystems> {
  const data = install()
  cpSync(data, `${data}-2`, { recursive: true })
  const [source, target] = await Promise.all([startMariaDb(data), startMariaDb(`${data}-2`)])
  const schema = readFileSync(join(import.meta.dirname, '../lab/schema.sql'), 'utf8')
  const empty = 'drop database if exists billing; drop database if exists switchyard;'
  return {
    source,
    target,
    reset: () => {
      source.sql(`${empty} ${schema}`)
      target.sql(`${empty} create database billing character set utf8mb4;`)
    },
    host: (shell, system, site = []) => {
      const host = fakeHost(shell)
      host.site([`system=${system}`, ...site])
      const [local, peer] = system === 'source' ? [source, target] : [target, source]
      for (const [file, { socket }] of [['local.cnf', local] as const, ['peer.cnf', peer] as const])
        writeFileSync(join(host.folder, 'etc', file), `[client]\nuser=root\nsocket="${socket}"\n`)
      return host
    },
    stop: async () => {
      await Promise.all([source.stop(), target.stop()])
    },
  }
}
