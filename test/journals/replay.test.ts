import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { afterEach, expect, test } from 'vitest'
import { makeDataService } from '../../main/data/service.ts'
import { customersCsv } from '../../shared/domain/customers-csv.ts'
import { JournalEvent } from '../../shared/domain/journal.ts'
import { foldRun } from '../../shared/domain/run-fold.ts'
import { instant } from '../../shared/domain/time.ts'
import { labCustomers, labSpec } from '../helpers/lab.ts'
import { must } from '../helpers/lab-engine.ts'
import { outcomeOf } from './recorded.ts'
import type { Recorded } from './recorded.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const read = (name: string): Recorded =>
  JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) as Recorded // recorded.ts wrote it

const journals = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'))

test('there is a recorded journal', () => expect(journals).not.toEqual([]))

test.each(journals)('%s: every event is still understood by its schema', (name) => {
  for (const { event } of read(name).events) expect(JournalEvent.parse(event)).toEqual(event)
})

test.each(journals)('%s: today’s store accepts it and comes to the same state', async (name) => {
  const { customers, events, snapshots, outcome } = read(name)
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-replay-'))
  folders.push(folder)
  writeFileSync(join(folder, 'project.yaml'), stringify(labSpec))
  writeFileSync(join(folder, 'customers.csv'), customersCsv(labCustomers(customers)))
  const data = makeDataService({ onAppended: () => undefined })
  const out = join(folder, 'replay.switchyard')
  must(await data.importProject({ project: join(folder, 'project.yaml'), out }, instant(0)))
  must(await data.open(out, 'write'))
  for (const [hash, json] of Object.entries(snapshots)) must(await data.putSnapshot(hash, json))
  for (const { at, event } of events)
    if (event.kind !== 'project.imported') must(await data.append([event], instant(at)))
  expect(await outcomeOf(data)).toEqual(outcome)
  must(await data.verify())
  await data.close()
})

test.each(journals)('%s: the fold of each run gives the state that was recorded', (name) => {
  const { events, outcome } = read(name)
  const states = Object.keys(outcome.runs).map((run) => {
    const attempts = new Set(
      events.flatMap(({ event }) =>
        event.kind === 'attempt.intended' && event.run === run ? [String(event.attempt)] : [],
      ),
    )
    const own = events.filter(
      ({ event }) =>
        ('run' in event && event.run === run) ||
        ('attempt' in event && attempts.has(event.attempt)),
    )
    return [run, foldRun(own.map(({ at, event }) => ({ at: instant(at), event })))?.state]
  })
  expect(Object.fromEntries(states)).toEqual(outcome.runs)
})
