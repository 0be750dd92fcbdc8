import { describe, expect, it } from 'vitest'
import { mayBegin, windowState } from '../../../../../shared/planner/placement/window-state.ts'
import { at } from '../../../../helpers/placement-world.ts'

const window = { from: at('2026-12-03T01:00:00Z'), to: at('2026-12-03T05:00:00Z') }
const hour = 3_600_000

describe('a window', () => {
  it.each([
    ['2026-12-03T00:59:59Z', hour, false, 'planned'],
    ['2026-12-03T01:00:00Z', 4 * hour, false, 'open'],
    ['2026-12-03T01:00:01Z', 4 * hour, true, 'closing'],
    ['2026-12-03T04:30:00Z', 0, true, 'open'],
    ['2026-12-03T05:00:00Z', hour, true, 'closed'],
    ['2026-12-03T05:00:00Z', hour, false, 'missed'],
  ])('at %s with %i ms left, begun %s, is %s', (now, leftMs, begun, state) => {
    expect(windowState(window, at(now), leftMs, begun)).toBe(state)
  })
})

describe('a customer', () => {
  it.each([
    ['2026-12-03T00:30:00Z', 'the window opens at 2026-12-03 01:00 Europe/London (UTC)'],
    ['2026-12-03T04:00:00Z', undefined],
    [
      '2026-12-03T04:59:30Z',
      'the window closes at 2026-12-03 05:00 Europe/London (UTC); this customer needs about 48.0 s, 30.0 s are left',
    ],
    ['2026-12-03T05:00:00Z', 'the window closed at 2026-12-03 05:00 Europe/London (UTC)'],
  ])('that needs 48 s, at %s: %s', (now, reason) => {
    expect(mayBegin(window, at(now), 48_000, 'Europe/London')).toBe(reason)
  })

  it('may begin when it is done exactly as the window closes', () => {
    expect(mayBegin(window, at('2026-12-03T04:59:12Z'), 48_000)).toBeUndefined()
    expect(mayBegin(window, at('2026-12-03T04:59:12.001Z'), 48_000)).toContain('UTC')
  })
})
