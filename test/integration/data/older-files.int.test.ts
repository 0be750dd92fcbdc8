import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { asWritable } from '../../../main/data/db.ts'
import { makeDataService } from '../../../main/data/service.ts'
import { readLogPeriods } from '../../../main/data/store/log-periods.ts'
import { readLogTallies, writeLogTallies } from '../../../main/data/store/log-tallies.ts'
import { migrate } from '../../../main/data/store/migrate.ts'
import { applicationId } from '../../../main/data/store/open.ts'
import { importHashes, readSpec } from '../../../main/data/store/project.ts'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { PlanningSettings } from '../../../shared/domain/planning.ts'
import { instant } from '../../../shared/domain/time.ts'
import {
  events,
  must,
  openPanda,
  playPanda,
  scratch,
  start,
  storeProcedure,
} from './panda-history.ts'

/** A file as version 20 of the program would have left it after the same events. */
function asVersion20(path: string): string {
  const old = join(scratch(), 'old.switchyard')
  const db = asWritable(new Database(old))
  db.pragma(`application_id = ${applicationId}`)
  migrate(db, 20)
  db.prepare('ATTACH ? AS new').run(path)
  db.exec(`
    INSERT INTO project SELECT * FROM new.project;
    INSERT INTO events SELECT * FROM new.events;
    INSERT INTO customers SELECT id, ordinal, customer, accounts, state, batch, returns FROM new.customers;
    INSERT INTO batches SELECT json_extract(event, '$.batch'), json_extract(event, '$.ordinal'),
      json_extract(event, '$.pilot'), json_extract(event, '$.window.from'), json_extract(event, '$.window.to')
      FROM new.events WHERE kind = 'batch.created';
    INSERT INTO batch_members SELECT * FROM new.batch_members;
    INSERT INTO snapshots SELECT * FROM new.snapshots;
    INSERT INTO runs SELECT * FROM new.runs;
    INSERT INTO attempts SELECT * FROM new.attempts;
    INSERT INTO downtime SELECT * FROM new.downtime;
    INSERT INTO log_offsets SELECT *, '' FROM new.log_offsets;
    INSERT INTO log_counts SELECT * FROM new.log_counts;
    INSERT INTO log_gaps SELECT * FROM new.log_gaps;
    DETACH new;
  `)
  db.close()
  return old
}

it('a file of version 20 is brought to today with windows, times and missed windows as its events say', async () => {
  const { api, path } = await openPanda()
  await playPanda(api, [20, 60])
  // A planned start that was missed and given up, in the window of a batch.
  const [, batch] = await api.batches()
  const opens = batch?.windows[0]?.from ?? instant(0)
  const waiting = (await api.customers()).find((c) => c.batch === undefined)?.id
  const snapshot = await storeProcedure(api, 'customer-transfer', 'Transfer', 'transfer')
  must(
    await api.append(
      events([
        {
          kind: 'run.created',
          run: 'late',
          procedure: 'customer-transfer',
          batch: batch?.id,
          members: [],
          by: 'maria',
          snapshot,
        },
        { kind: 'run.state', run: 'late', from: 'draft', to: 'armed', startAt: opens },
        { kind: 'run.missed', run: 'late', startAt: opens, noticedAt: opens + 1_800_000 },
        { kind: 'run.state', run: 'late', from: 'armed', to: 'aborted' },
        // One who was asked for and left: its batch has not begun.
        { kind: 'batch.created', batch: 'last', ordinal: 9, pilot: false, members: [waiting] },
        { kind: 'customer.state', customer: waiting, from: 'planned', to: 'scheduled' },
        { kind: 'customer.state', customer: waiting, from: 'scheduled', to: 'planned' },
      ]),
      instant(start + 90 * 86_400_000),
    ),
  )
  const before = { batches: await api.batches(), progress: await api.progress() }
  await api.close()

  const old = makeDataService({ onAppended: () => undefined })
  must(await old.open(asVersion20(path), 'write'))
  expect(await old.batches()).toEqual(before.batches)
  expect(await old.progress()).toEqual(before.progress)
  expect(before.progress.missedWindows).toBeGreaterThan(0)
  const begun = before.progress.batches.filter((b) => b.beganAt !== undefined)
  expect(begun.map((b) => b.batch)).toEqual(['batch-01', 'pilot'])
  must(await old.verify())
  await old.close()
})

it('a project from before there were plans keeps the hash that it was imported with, and gets the defaults', async () => {
  const db = asWritable(new Database(':memory:'))
  migrate(db)
  const { api } = await openPanda()
  const { planning: _planning, ...spec } = (await api.summary()).spec
  await api.close()
  const text = canonicalJson(spec)
  db.prepare('INSERT INTO project VALUES (1, ?)').run(text)
  expect(importHashes(db)['imported project']).toBe(createHash('sha256').update(text).digest('hex'))
  expect(readSpec(db).planning).toEqual(PlanningSettings.parse({}))
  db.close()
})

it('what waits in a file of version 120 is in no line that is refused', async () => {
  const db = asWritable(new Database(':memory:'))
  migrate(db, 120)
  db.exec(`
    INSERT INTO log_periods VALUES (1, '', 0, NULL);
    INSERT INTO log_files VALUES ('sip1', 'a.log', 1, NULL, 3, x'6869');
  `)
  migrate(db)
  const state = { period: 1, format: undefined, sampled: 3, pending: Buffer.from('hi') }
  expect(readLogTallies(db).waiting()).toEqual([
    { host: 'sip1', file: 'a.log', state: { ...state, refusing: '' } },
  ])
  const tallies = writeLogTallies(db, () => ({ add: () => undefined, answer: undefined as never }))
  tallies.setFile('sip1', 'a.log', { ...state, refusing: 'line' })
  expect(tallies.file('sip1', 'a.log')).toEqual({ ...state, refusing: 'line' })
  db.close()
})

it('counts by minute of version 100 become lists, of what is folded and of what waits', async () => {
  const db = asWritable(new Database(':memory:'))
  migrate(db, 100)
  const tally = {
    count: 6,
    minutes: { 9: 2, 10: 1, 28_000_000: 3 },
    examples: [{ text: 'é\n\u0001' }],
  }
  const never = { ...tally, minutes: {} }
  db.exec("INSERT INTO log_periods VALUES (1, '', 0, NULL)")
  const put = db.prepare("INSERT INTO log_tallies VALUES (1, 'sip1', ?, 's', '', 'error', 0, ?)")
  put.run('a', JSON.stringify(tally))
  put.run('b', JSON.stringify(never))
  const waiting = [
    { shape: 's', codes: '', tally },
    { shape: 't', codes: '', tally: never },
  ]
  db.prepare("INSERT INTO log_deltas (period, host, shapes) VALUES (1, 'sip1', ?)").run(
    JSON.stringify(waiting),
  )
  migrate(db)
  const inOrder = { ...tally, minutes: [9, 2, 10, 1, 28_000_000, 3] }
  const none = { ...tally, minutes: [] }
  const kept = db.prepare<[], string>('SELECT tally FROM log_tallies ORDER BY key').pluck().all()
  expect(kept.map((json) => JSON.parse(json) as unknown)).toEqual([inOrder, none])
  const [delta] = db.prepare<[], string>('SELECT shapes FROM log_deltas').pluck().all()
  expect(JSON.parse(delta ?? '')).toEqual([
    { shape: 's', codes: '', tally: inOrder },
    { shape: 't', codes: '', tally: none },
  ])
  db.close()
})

it('no bytes of a file of version 130 are known as no text', async () => {
  const db = asWritable(new Database(':memory:'))
  migrate(db, 130)
  db.exec(`
    INSERT INTO log_periods VALUES (1, '', 0, NULL);
    INSERT INTO log_lines VALUES (1, 'sip1', 'a.log', 3, 2, 1, 0, 99, 7);
  `)
  migrate(db)
  expect(readLogPeriods(db).lines()).toMatchObject([{ bytes: 99, lost: 7, unread: 0 }])
  db.close()
})
