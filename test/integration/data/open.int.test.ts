import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asWritable } from '../../../main/data/db.ts'
import { currentVersion, migrate, versionOf } from '../../../main/data/store/migrate.ts'
import { migrations } from '../../../main/data/store/migrations/index.ts'
import { applicationId, openProjectFile } from '../../../main/data/store/open.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, scratch, start } from './panda-history.ts'

const sha = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

async function closedPanda(): Promise<string> {
  const { api, path } = await openPanda()
  await api.close()
  return path
}

describe('opening a project file', () => {
  it('sets WAL, FULL and foreign keys, also when it is opened again', async () => {
    const path = await closedPanda()
    for (const _time of [1, 2]) {
      const file = must(await openProjectFile(path, 'write'))
      const read = (name: string) => file.db.pragma(name, { simple: true })
      expect([read('journal_mode'), read('synchronous'), read('foreign_keys')]).toEqual([
        'wal',
        2,
        1,
      ])
      expect([read('application_id'), read('user_version')]).toEqual([
        applicationId,
        currentVersion,
      ])
      file.close()
    }
  })

  it('for reading works beside a writer and cannot write', async () => {
    const { api, path } = await openPanda()
    const reader = must(await openProjectFile(path, 'read'))
    must(
      await api.append(
        events([{ kind: 'note', by: 'maria', text: 'seen by the reader' }]),
        instant(start),
      ),
    )
    const last = reader.db.prepare<[], number>('SELECT max(seq) FROM events').pluck().get()
    expect(last).toBe(2)
    expect(() => reader.db.exec('DELETE FROM customers')).toThrow(/readonly/)
    reader.close()
    await api.close()
  })

  it('for writing is refused while another holds it, with the holder’s name', async () => {
    const { api, path } = await openPanda()
    const second = await openProjectFile(path, 'write', 100)
    await api.close()
    expect(!second.ok && [second.problem.code, second.problem.message]).toEqual([
      'project-locked',
      expect.stringContaining(`process ${process.pid} on ${hostname()}, user `),
    ])
    const third = must(await openProjectFile(path, 'write', 100))
    third.close()
  })

  it('refuses a file of a newer version and names both versions', async () => {
    const path = await closedPanda()
    const db = new Database(path)
    db.pragma('user_version = 990')
    db.close()
    const before = sha(path)
    const answer = await openProjectFile(path, 'write')
    expect(!answer.ok && [answer.problem.code, answer.problem.message]).toEqual([
      'project-newer',
      `The project file has version 990; this program knows versions up to ${currentVersion}.`,
    ])
    expect(sha(path)).toBe(before)
  })

  it.each([
    ['is cut off', (path: string) => truncateSync(path, 40_960)],
    [
      'has rubbish in the middle',
      (path: string) => writeFileSync(path, overwritten(readFileSync(path), 8192, 20_000)),
    ],
    [
      'has lost its beginning',
      (path: string) => writeFileSync(path, overwritten(readFileSync(path), 0, 100)),
    ],
  ])('refuses a file that %s, keeps a copy and does not touch it', async (_what, damage) => {
    const path = await closedPanda()
    damage(path)
    const before = sha(path)
    for (const mode of ['write', 'read'] as const) {
      const answer = await openProjectFile(path, mode)
      expect(!answer.ok && answer.problem.code).toBe('project-damaged')
    }
    expect(sha(path)).toBe(before)
    const copies = readdirSync(dirname(path)).filter((name) => name.includes('.damaged-'))
    expect(copies).toHaveLength(1)
    expect(sha(join(dirname(path), copies[0] ?? ''))).toBe(before)
  })

  it.each([
    [
      'another program’s database',
      (path: string) => new Database(path).exec('CREATE TABLE t (x)').close(),
    ],
    ['no database at all', (path: string) => writeFileSync(path, 'hello world, this is text')],
  ])('refuses %s', async (_what, make) => {
    const path = join(scratch(), 'other.db')
    make(path)
    const answer = await openProjectFile(path, 'read')
    expect(!answer.ok && answer.problem.message).toBe('This is not a Switchyard project file.')
  })

  it('says so when there is no file', async () => {
    const answer = await openProjectFile(join(scratch(), 'x.switchyard'), 'read')
    expect(!answer.ok && answer.problem.code).toBe('not-found')
  })

  it('finds what was answered after the writer was cut off without closing', async () => {
    const { api, path } = await openPanda()
    must(await api.append(events([{ kind: 'note', by: 'maria', text: 'kept' }]), instant(start)))
    // What a killed process leaves: the file and its write-ahead log, not checkpointed.
    const left = join(scratch(), basename(path))
    for (const end of ['', '-wal']) copyFileSync(path + end, left + end)
    await api.close()
    const file = must(await openProjectFile(left, 'write'))
    expect(file.db.prepare('SELECT max(seq) FROM events').pluck().get()).toBe(2)
    file.close()
  })
})

describe('migrations', () => {
  it('are numbered in tens and rise', () => {
    expect(migrations.map((m) => m.version)).toEqual(migrations.map((_m, i) => (i + 1) * 10))
  })

  it.each(migrations.slice(0, -1).map((m) => m.version))(
    'bring version %i to the current one with its rows kept',
    (version) => {
      const old = asWritable(new Database(':memory:'))
      migrate(old, version)
      old.exec(`INSERT INTO customers (id, ordinal, customer, accounts) VALUES ('1', 0, '{}', 3);
      INSERT INTO events VALUES (1, 1, 'note', NULL, NULL, NULL, '{}', 'h')`)
      expect(migrate(old)).toEqual(
        migrations.filter((m) => m.version > version).map((m) => m.version),
      )
      const fresh = asWritable(new Database(':memory:'))
      migrate(fresh)
      const schema = (db: Database.Database) =>
        db.prepare('SELECT sql FROM sqlite_schema ORDER BY name').pluck().all()
      expect([versionOf(old), schema(old)]).toEqual([currentVersion, schema(fresh)])
      expect(old.prepare('SELECT accounts FROM customers').pluck().all()).toEqual([3])
    },
  )

  it('happen when an older file is opened for writing, and are asked for when it is opened for reading', async () => {
    const path = join(scratch(), 'old.switchyard')
    const db = asWritable(new Database(path))
    db.pragma(`application_id = ${applicationId}`)
    migrate(db, 10)
    db.close()
    const read = await openProjectFile(path, 'read')
    expect(!read.ok && read.problem.message).toMatch(
      /^The project file has version 10 and has to be brought to/,
    )
    const file = must(await openProjectFile(path, 'write'))
    expect(versionOf(file.db)).toBe(currentVersion)
    file.close()
  })
})

describe('queries that must stay fast', () => {
  it.each(['run', 'customer', 'attempt'])(
    'find the events of one %s by its index',
    async (column) => {
      const path = await closedPanda()
      const file = must(await openProjectFile(path, 'read'))
      const plan = file.db
        .prepare<[], { detail: string }>(
          `EXPLAIN QUERY PLAN SELECT * FROM events WHERE seq > 5 AND ${column} = 'x' ORDER BY seq LIMIT 9`,
        )
        .all()
      file.close()
      expect(plan.map((p) => p.detail).join()).toContain(`USING INDEX events_${column}`)
    },
  )
})

function overwritten(bytes: Buffer, from: number, length: number): Buffer {
  return Buffer.from(bytes).fill(0xa5, from, from + length)
}
