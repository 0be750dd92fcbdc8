import Database from 'better-sqlite3'
import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asWritable } from '../../../main/data/db.ts'
import { makeDataService } from '../../../main/data/service.ts'
import { migrate } from '../../../main/data/store/migrate.ts'
import { applicationId } from '../../../main/data/store/open.ts'
import type { AttemptId, RunId } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, scratch, start } from './panda-history.ts'

/** A project on a share or a stick that may not be written to: it is read from a copy, and nothing there is touched. */

const program = resolve(import.meta.dirname, '..', '..', '..', 'main', 'cli', 'switchyard.mjs')
const nobody = 65_534

/** Files of a project, also what a crash leaves, in a folder that nobody may write to. */
function onStick(path: string, stick = scratch()): string {
  for (const part of ['', '-wal', '-output', '-output-wal'])
    if (existsSync(path + part)) copyFileSync(path + part, join(stick, `panda.switchyard${part}`))
  for (const name of readdirSync(stick)) chmodSync(join(stick, name), 0o444)
  chmodSync(dirname(stick), 0o755)
  chmodSync(stick, 0o555)
  return join(stick, 'panda.switchyard')
}

/** The command line as a user who is not root: for root every place can be written to. */
const switchyard = (env: Readonly<Record<string, string>>, ...words: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly out: string; readonly err: string }>((done) => {
    const own = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
    execFile(
      process.execPath,
      [program, ...words],
      { ...own, env: { ...process.env, ...env } },
      (error, out, err) => done({ code: error === null ? 0 : error.code, out, err }),
    )
  })

const look = (folder: string) =>
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')])

describe('a project in a folder that may not be written to', () => {
  it('is read by status and report, changed by nothing, and leaves nothing behind', async () => {
    const { api, path } = await openPanda()
    const project = onStick(path)
    await api.close()
    const before = look(join(project, '..'))
    const own = scratch()
    chmodSync(own, 0o777)
    const env = { HOME: own, TMPDIR: join(own, 'tmp') }
    mkdirSync(env.TMPDIR, { mode: 0o777 })
    chmodSync(env.TMPDIR, 0o777)

    const status = await switchyard(env, 'status', project)
    expect([status.code, status.out]).toEqual([0, expect.stringContaining('Read from a copy')])
    const page = join(own, 'panda.html')
    expect((await switchyard(env, 'report', project, '--out', page)).code).toBe(0)
    expect(readFileSync(page, 'utf8')).toContain('Panda Telecom')
    const planned = await switchyard(env, 'plan', project)
    expect([planned.code, planned.err]).toEqual([
      expect.any(Number),
      expect.stringContaining('cannot be opened here'),
    ])
    expect(planned.code).not.toBe(0)

    expect(look(join(project, '..'))).toEqual(before)
    expect(readdirSync(env.TMPDIR)).toEqual([])
  }, 60_000)
})

/** For root every place can be written to. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work()
  process.seteuid?.(nobody)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

const reader = () => makeDataService({ onAppended: () => undefined })

describe('a copy', () => {
  it('has every event and all output, says that it is one, goes by the name of the file, and refuses a change', async () => {
    const { api: writer, path } = await openPanda()
    const note = { kind: 'note', by: 'maria', text: 'only in the -wal' }
    must(await writer.append(events([note]), instant(start)))
    const of = { attempt: 'r1-a1' as AttemptId, run: 'r1' as RunId }
    const bytes = new TextEncoder().encode('printed\n')
    must(
      await writer.keepOutput([
        { ...of, kind: 'bytes', stream: 'stdout', bytes, first: true },
        { ...of, kind: 'end' },
      ]),
    )
    const project = onStick(path)
    await writer.close()
    await asNobody(async () => {
      const api = reader()
      const opened = must(await api.open(project, 'read'))
      expect(opened).toMatchObject({ path: project, mode: 'read', copied: true, lastSeq: 2 })
      expect(await api.outputText(of.attempt, 0, 10, 100)).toContain('printed')
      expect(await api.append(events([note]), instant(start))).toMatchObject({
        problem: { message: 'The project is open for reading only.' },
      })
      await api.close()
    })
  })

  it('of an older version is brought to this one, and the file is not', async () => {
    const { api: writer, path } = await openPanda()
    await writer.close()
    const old = join(scratch(), 'old.switchyard')
    const db = asWritable(new Database(old))
    db.pragma(`application_id = ${applicationId}`)
    db.pragma('journal_mode = WAL')
    migrate(db, 20)
    db.prepare('ATTACH ? AS new').run(path)
    db.exec('INSERT INTO project SELECT * FROM new.project')
    db.exec('INSERT INTO events SELECT * FROM new.events; DETACH new')
    db.close()
    const project = onStick(old)
    const before = readFileSync(project)
    await asNobody(async () => {
      const api = reader()
      expect(must(await api.open(project, 'read'))).toMatchObject({ copied: true, lastSeq: 1 })
      await api.close()
    })
    expect(readFileSync(project)).toEqual(before)
  })
})
