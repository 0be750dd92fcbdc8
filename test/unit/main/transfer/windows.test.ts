import { describe, expect, it } from 'vitest'
import type { BatchRow, CustomerRow } from '../../../../main/data/protocol.ts'
import { boundsOf, chancesAt, isBoundToWindows, whyNot } from '../../../../main/transfer/windows.ts'
import { BatchId, CustomerId, EnvironmentId } from '../../../../shared/domain/ids.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { labCustomers, labSpec } from '../../../helpers/lab.ts'
import { threeSteps } from '../../../helpers/runner-world.ts'

const hour = 3_600_000
const base = Date.UTC(2026, 4, 4, 5)
const window = (environment: string, from: number) => ({
  environment: EnvironmentId.parse(environment),
  team: 'night',
  from: instant(base + from * hour),
  to: instant(base + (from + 4) * hour),
})
const batch = (id: string, ...windows: readonly ReturnType<typeof window>[]): BatchRow => ({
  id: BatchId.parse(id),
  ordinal: 0,
  pilot: false,
  members: [],
  state: 'planned',
  windows,
  why: [],
})
/** 101 and 103 are of the US, 102 and 104 of the UK. */
const rows = (...batches: readonly (string | undefined)[]): readonly CustomerRow[] =>
  labCustomers(batches.length).map((customer, i) => {
    const id = batches[i]
    return {
      ...customer,
      state: 'planned',
      returns: 0,
      ...(id === undefined ? {} : { batch: BatchId.parse(id) }),
    }
  })
const at = (hours: number) => instant(base + hours * hour)

describe('the window of a customer', () => {
  const pilot = batch('pilot', window('us', 0), window('uk', 2))
  const customers = rows('pilot', 'pilot', 'other', undefined)
  const bounds = boundsOf([pilot, batch('other')], customers)
  const all = ['101', '102', '103', '104']
  const when = (hours: number) => {
    const { now, not } = chancesAt(bounds, all, at(hours))
    return { now, not: not.map((n) => [n.bound.batch, n.bound.environment, n.when, ...n.members]) }
  }
  const unplaced = ['other', 'us', 'unplaced', '103']

  it.each([
    [-1, ['104'], [['pilot', 'us', 'later', '101'], ['pilot', 'uk', 'later', '102'], unplaced]],
    [0, ['101', '104'], [['pilot', 'uk', 'later', '102'], unplaced]],
    [2, ['101', '102', '104'], [unplaced]],
    [4, ['102', '104'], [['pilot', 'us', 'missed', '101'], unplaced]],
    [6, ['104'], [['pilot', 'us', 'missed', '101'], ['pilot', 'uk', 'missed', '102'], unplaced]],
  ])('is that of its batch in its environment: at %i h', (hours, now, not) => {
    expect(when(hours)).toEqual({ now, not })
  })

  it('is told in the zone of its environment', () => {
    const said = (hours: number) =>
      chancesAt(bounds, all, at(hours)).not.map((not) => whyNot(labSpec, not, at(hours)))
    expect(said(-1)).toEqual([
      'the window of pilot in us opens at 2026-05-04 01:00 America/New_York (UTC-04:00), in 1 h 0 min',
      'the window of pilot in uk opens at 2026-05-04 08:00 Europe/London (UTC+01:00), in 3 h 0 min',
      'other has no window in us yet',
    ])
    expect(said(7)[0]).toBe(
      'the window of pilot in us was missed: it closed at 2026-05-04 05:00 America/New_York (UTC-04:00), 3 h 0 min ago',
    )
  })

  it('binds nobody where no batch has one: there is no plan then', () => {
    expect(boundsOf([batch('pilot'), batch('other')], customers).size).toBe(0)
  })

  it('binds a transfer and not what has no window of its own', () => {
    expect(isBoundToWindows(threeSteps())).toBe(false)
    expect(isBoundToWindows(threeSteps({ preconditions: [{ check: 'window-open' }] }))).toBe(true)
  })

  it('does not bind a customer that the plan does not know', () => {
    expect(bounds.has(CustomerId.parse('104'))).toBe(false)
  })
})
