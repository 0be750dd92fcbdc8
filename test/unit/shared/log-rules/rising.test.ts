import { describe, expect, it } from 'vitest'
import { compareSides } from '../../../../shared/log-rules/compare.ts'
import { buildTemplates } from '../../../../shared/log-rules/templates.ts'
import type { GroupFinding, ShapeTally, SideTally } from '../../../../shared/log-rules/types.ts'
import {
  by,
  byMinute,
  customer,
  shape,
  side,
  weekBefore,
  weekWindows,
  wholeExposure,
} from '../../../helpers/log-shapes.ts'

/** Known messages that come more often: a week of baseline, four hours after it, three hosts. */
function compare(
  shapes: readonly ShapeTally[],
  moved: readonly string[] = [],
): readonly GroupFinding[] {
  const model = buildTemplates(shapes.map(({ shape }) => ({ shape, count: 1 })))
  return compareSides(shapes, model, wholeExposure('sip1', 'sip2', 'sip3'), {
    moved: moved.map(customer),
    windows: weekWindows,
  })
}

describe('an hour of trouble in the baseline', () => {
  /** Five minutes on the third day, at ten. */
  const incident = Object.fromEntries([0, 1, 2, 3, 4].map((m) => [2 * 1440 + 600 + m, 1000]))
  const usual = side(300, { window: weekBefore })

  it('does not make normal what goes on for good since the batch', () => {
    const before = side(5000, { minutes: byMinute(incident) })
    const [found] = compare([shape('no route to billing', before, 40)])
    expect(found).toMatchObject({ verdict: 'shifted', because: 'rate' })
    expect(found?.why).toBe(
      'before the batch only in one hour, which had all of its 5000 lines: 30 lines per host-hour before (5000 in 168 h), 10 since (40 in 4 h); in the same hours of the days before: 0, 0, 0, 0, 0, 0, 0',
    )
  })

  it('is left out of what was usual', () => {
    const minutes = [...usual.minutes]
    const before = (count: number) => side(count, { minutes: [...incidentMinutes(minutes)] })
    const [found] = compare([shape('no route to billing', before(5300), 90)])
    expect(found).toMatchObject({ verdict: 'shifted', because: 'rate' })
    expect(found?.why).toContain('13 times as frequent, but for one hour with most of its lines')
    expect(compare([shape('no route to billing', before(5300), 7)])[0]?.verdict).toBe('unchanged')
  })

  const incidentMinutes = (minutes: readonly number[]): readonly number[] => {
    const all: Record<number, number> = { ...incident }
    for (let i = 0; i + 1 < minutes.length; i += 2)
      all[minutes[i] ?? 0] = (all[minutes[i] ?? 0] ?? 0) + (minutes[i + 1] ?? 0)
    return byMinute(all)
  }
})

describe('customers of the batch', () => {
  const moved = ['1', '2', '3']
  /** All within three minutes on one host, just after the move. */
  const after = (...customers: SideTally['customers']): SideTally => {
    const count = customers.reduce((n, c) => n + c.count, 0)
    return side(count, { minutes: [10_100, 1, 10_103, count - 1], customers })
  }
  const before = (...customers: SideTally['customers']): SideTally =>
    side(
      customers.reduce((n, c) => n + c.count, 0),
      { window: weekBefore, customers },
    )
  const check = (b: SideTally, a: SideTally): GroupFinding | undefined =>
    compare([shape('no tariff of the account', b, a)], moved)[0]

  it('who all have an error at once that one other had some day are found together', () => {
    const found = check(before(by('9', 1)), after(by('1', 1), by('2', 1), by('3', 1)))
    expect(found).toMatchObject({ verdict: 'shifted', because: 'customer', moved })
    expect(found?.why).toMatch(
      /^more frequent for 3 customers of the batch together: .*customer 1: 0 lines before, 1 since/,
    )
  })

  it('with several lines each do not hide each other', () => {
    const found = check(before(by('9', 1)), after(by('1', 3), by('2', 3), by('3', 3)))
    expect(found).toMatchObject({ verdict: 'shifted', because: 'customer', moved })
  })

  it.each([
    ['one has one line', before(by('9', 1)), after(by('1', 1))],
    ['one has many at once', before(by('9', 1), by('1', 9)), after(by('1', 9))],
    ['they are only guessed at', before(by('9', 1)), after(by('1', 1, true), by('2', 1, true))],
    [
      'everybody else has it too, as after a restart',
      before(by('8', 2), by('9', 2)),
      after(by('1', 1), by('2', 1), by('3', 1), by('8', 20), by('9', 20)),
    ],
    [
      'they had it as often before',
      before(by('1', 40), by('2', 40), by('3', 40), by('9', 1)),
      after(by('1', 1), by('2', 1), by('3', 1)),
    ],
  ])('are none where %s', (_, b, a) => {
    expect(check(b, a)?.verdict).toBe('unchanged')
  })
})

describe('one code of a known message', () => {
  const part = (
    codes: string,
    before: number | SideTally,
    after: number | SideTally,
    level = 'info',
  ) => shape('reply to \u0001', before, after, { codes, level: level as 'info' })

  it('that comes more often is a finding, though the message as a whole does not', () => {
    const [found] = compare([part('code 200', 16_800, 300), part('code 404', 168, 100)])
    expect(found).toMatchObject({
      verdict: 'shifted',
      because: 'rate',
      suspect: false,
      before: { count: 16_968 },
      after: { count: 400 },
    })
    expect(found?.why).toMatch(/^"code 404": 25 times as frequent: 1 lines per host-hour before/)
  })

  it.each([
    ['is as frequent as before', 168, 4],
    ['comes less', 1680, 4],
    ['comes once or twice', 1, 2],
  ])('that %s is none', (_, before, after) => {
    const found = compare([part('code 200', 16_800, 400), part('code 404', before, after)])
    expect(found.map((f) => f.verdict)).toEqual(['unchanged'])
  })

  it('that has stopped says nothing', () => {
    const found = compare([part('code 200', 16_800, 400), part('answer 404', 1680, 0)])
    expect(found.map((f) => f.verdict)).toEqual(['unchanged'])
  })

  it('of a web server that was never there before is no surprise once, and a finding when it goes on', () => {
    const usual = part('', 16_800, 400)
    expect(compare([usual, part('answer 403', 0, 1)])[0]?.verdict).toBe('unchanged')
    const [found] = compare([usual, part('answer 403', 0, 100)])
    expect(found).toMatchObject({ verdict: 'shifted', because: 'rate', suspect: false })
    expect(found?.why).toMatch(/^"answer 403": not once in the baseline: 0 lines per host-hour/)
  })

  it('that refuses customers of the batch asks for a look', () => {
    const after = side(100, { customers: [by('1', 60), by('9', 40)] })
    const [found] = compare([part('', 16_800, 300), part('answer 403', 168, after)], ['1'])
    expect(found).toMatchObject({ verdict: 'shifted', suspect: true, moved: ['1'] })
    expect(found?.customers.map((c) => c.customer)).toEqual(['1', '9'])
  })
})
