import { expect, it } from 'vitest'
import { readTrace } from '../../../../main/app/downtime-book.ts'
import type { DataApi } from '../../../../main/data/protocol.ts'
import { RunId } from '../../../../shared/domain/ids.ts'
import { JournalEvent } from '../../../../shared/domain/journal.ts'
import type { StoredEvent } from '../../../../shared/domain/journal.ts'
import { instant } from '../../../../shared/domain/time.ts'

const run = RunId.parse('r0001-test')
const hour = 3_600_000
const about = { run, member: '1001', service: 'customer' }
const opened = { kind: 'downtime.opened', ...about, scope: '1001', budgetMs: 60_000 }
const closed = (measuredMs: number, samples: number) => ({
  kind: 'downtime.closed',
  ...about,
  scope: '1001',
  budgetMs: 60_000,
  result: { measuredMs, resolutionMs: 200, samples, unknownSamples: 0 },
})

/** As the store pages them: in the order of the journal. */
function dataOf(list: readonly (readonly [at: number, event: object])[]): DataApi {
  const stored = list.map(([at, event], i): StoredEvent => ({
    seq: i + 1,
    at: instant(at),
    event: JournalEvent.parse(event),
    hash: '',
  }))
  const part: Partial<DataApi> = {
    events: async ({ after = 0, kinds = [] }) =>
      stored.filter(({ seq, event }) => seq > after && kinds.includes(event.kind)).slice(0, 1),
  }
  return part as DataApi // no other call is made
}

it('the trace of a window is the one that was closed behind its opening, also when the clock was put back in between', async () => {
  const first = 10 * hour
  const data = dataOf([
    [first, opened],
    [first - hour + 1000, closed(1000, 1)],
    [first + 2 * hour, opened],
    [first + 2 * hour + 1000, closed(2000, 2)],
  ])
  const samples = async (openedAt: number) =>
    (await readTrace(data, { ...about, openedAt: instant(openedAt) }))?.samples
  expect([await samples(first), await samples(first + 2 * hour)]).toEqual([1, 2])
})

it('a window that is open has none', async () => {
  const data = dataOf([[hour, opened]])
  expect(await readTrace(data, { ...about, openedAt: instant(hour) })).toBeUndefined()
})
