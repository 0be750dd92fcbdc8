import { describe, expect, it } from 'vitest'
import { downtimeLines } from '../../../../../renderer/views/downtime/view-model.ts'
import type { DowntimeView } from '../../../../../shared/ipc/overview.ts'
import { tenPm } from '../../../../helpers/overview.ts'

const window = (service: string, scope: string, measuredMs?: number | null): DowntimeView => ({
  run: 'r',
  member: scope,
  service,
  scope,
  budgetMs: 60_000,
  openedAt: tenPm,
  ...(measuredMs === undefined ? {} : { measuredMs }),
})
const shown = (...windows: DowntimeView[]) =>
  downtimeLines(windows).map(({ key, windows: count, longestMs, state }) => [
    key,
    count,
    longestMs,
    state,
  ])

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
})
