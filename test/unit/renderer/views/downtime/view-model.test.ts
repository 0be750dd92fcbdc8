import { describe, expect, it } from 'vitest'
import {
  downtimeLines,
  lockOuts,
  segments,
  totals,
  unwatchedWords,
  windowsShown,
} from '../../../../../renderer/views/downtime/view-model.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { DowntimeBook, WindowRow } from '../../../../../shared/ipc/downtime-views.ts'
import { tenPm } from '../../../../helpers/overview.ts'

const window = (
  service: string,
  member: string,
  measuredMs?: number | null,
  differs: Partial<WindowRow> = {},
): WindowRow => ({
  run: 'r',
  member,
  service,
  scope: member,
  budgetMs: 60_000,
  openedAt: tenPm,
  ...(measuredMs === undefined ? {} : { measuredMs }),
  ...differs,
})

const book = (
  windows: readonly WindowRow[],
  planned: DowntimeBook['planned'] = [],
): DowntimeBook => ({
  windows,
  planned,
  unwatched: [],
  promiseMs: 60_000,
  basis: 'the assumption',
})

const shown = (...windows: WindowRow[]) =>
  downtimeLines(book(windows)).map(({ key, windows: count, longestMs, state }) => [
    key,
    count,
    longestMs,
    state,
  ])

const planned = [
  { procedure: 'v', title: 'Voice', service: 'voice', member: 'us1', budgetMs: 180_000 },
  { procedure: 'a', title: 'API', service: 'api', member: 'project', budgetMs: 300_000 },
]

describe('downtime', () => {
  it('has one line a service and scope, and one for all moved customers with the longest of them', () => {
    expect(
      shown(
        window('voice', 'us1', 9000),
        window('voice', 'uk1', 61_000),
        window('customer', '1', 4000),
        window('customer', '2', 7000),
      ),
    ).toEqual([
      ['voice us1', 1, 9000, 'inside'],
      ['voice uk1', 1, 61_000, 'over'],
      ['customer', 2, 7000, 'inside'],
    ])
  })

  it('that could not be measured is unknown, never zero, and makes its line unknown', () => {
    expect(shown(window('api', 'project', null))).toEqual([['api project', 1, null, 'unknown']])
    expect(shown(window('customer', '1', 4000), window('customer', '2', null))).toEqual([
      ['customer', 2, 4000, 'unknown'],
    ])
  })

  it('that is still going on is being measured', () => {
    expect(shown(window('voice', 'us1'))).toEqual([['voice us1', 1, undefined, 'open']])
  })

  it('names the windows that are still to come, and what is left of the whole budget', () => {
    const lines = downtimeLines(
      book(
        [window('voice', 'us1', 60_000, { budgetMs: 180_000 }), window('customer', '1', 9)],
        planned,
      ),
    )
    expect(lines.map(({ key, state }) => [key, state])).toEqual([
      ['voice us1', 'inside'],
      ['api project', 'planned'],
      ['customer', 'inside'],
    ])
    expect(totals(lines)).toEqual({
      budgetMs: 480_000,
      usedMs: 60_000,
      aheadMs: 300_000,
      savedMs: 120_000,
      unknown: 0,
    })
  })

  it('counts nothing for a window whose figure is unknown, and says so', () => {
    expect(totals(downtimeLines(book([window('api', 'project', null)], planned)))).toMatchObject({
      usedMs: 0,
      unknown: 1,
    })
  })
})

describe('lock-outs of moved customers', () => {
  it('are held against the promise and the forecast; unknown ones are counted apart', () => {
    const out = lockOuts(
      book([
        window('customer', '1', 10_000, { accounts: 3, forecastMs: 20_000, name: 'Anna' }),
        window('customer', '2', 61_000, { accounts: 300, forecastMs: 61_000 }),
        window('customer', '3', null),
        window('voice', 'us1', 9_000),
      ]),
    )
    expect(out).toMatchObject({ within: 1, unknown: 1, longestMs: 61_000, against: 1 })
    expect(out.measured[0]).toEqual({ accounts: 3, seconds: 10, name: 'Anna' })
  })

  it('name the moved customers that nobody watched: no figure has them', () => {
    const watched = [window('customer', '1', 10_000), window('voice', 'us1', 9_000)]
    const one = { ...book(watched), unwatched: [{ id: '2', name: 'Berta' }] }
    expect(unwatchedWords(one.unwatched)).toBe(
      '1 moved customer was not watched: 2 Berta. It has no account that a probe could use, so how long it was locked out is unknown, not zero.',
    )
    expect(unwatchedWords([])).toBeUndefined()
    const customers = (of: DowntimeBook) =>
      downtimeLines(of)
        .filter(({ key }) => key === 'customer')
        .map(({ scope, longestMs, state }) => [scope, longestMs, state])
    expect(customers(one)).toEqual([['each moved customer, 1 not watched', 10_000, 'inside']])
    expect(customers({ ...one, windows: [] })).toEqual([
      ['each moved customer, 1 not watched', null, 'unknown'],
    ])
  })

  it('show what is unknown before everything else when the longest is asked for', () => {
    const rows = [window('a', '1', 5), window('b', '2', null), window('c', '3', 9)]
    expect(windowsShown(rows, '', 'longest').map(({ service }) => service)).toEqual(['b', 'c', 'a'])
    expect(windowsShown(rows, 'C', 'longest').map(({ service }) => service)).toEqual(['c'])
    const moved = [window('customer', '4', 1, { batch: 'batch-04' })]
    expect(windowsShown(moved, 'batch 4', 'longest')).toEqual(moved)
  })
})

describe('a trace', () => {
  it('lies on one time line with the opening of the window', () => {
    const [trace] = segments({
      openedAt: instant(11_000),
      closedAt: instant(20_000),
      samples: 6,
      unknownSamples: 0,
      resolutionMs: 200,
      traces: [
        {
          probe: 'tcp x',
          from: instant(10_000),
          runs: [
            [0, 0, 1_800, 2],
            [1, 2_000, 7_800, 2],
            [0, 8_000, 10_000, 2],
          ],
        },
      ],
    })
    expect(
      trace?.segments.map(({ verdict, left, width, fromMs }) => [verdict, left, width, fromMs]),
    ).toEqual([
      ['good', 0, 20, -1_000],
      ['bad', 20, 60, 1_000],
      ['good', 80, 20, 7_000],
    ])
  })
})
