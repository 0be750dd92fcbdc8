import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareSides } from '../../../../shared/log-rules/compare.ts'
import { buildTemplates } from '../../../../shared/log-rules/templates.ts'
import type { GroupFinding, ShapeTally } from '../../../../shared/log-rules/types.ts'
import {
  by,
  byMinute,
  customer,
  hoursAfter,
  shape,
  side,
  weekBefore,
  weekWindows,
  wholeExposure,
} from '../../../helpers/log-shapes.ts'

const exposure = wholeExposure('sip1', 'sip2', 'sip3')

function compare(
  shapes: readonly ShapeTally[],
  moved: readonly string[] = [],
): readonly GroupFinding[] {
  const model = buildTemplates(shapes.map(({ shape }) => ({ shape, count: 1 })))
  return compareSides(shapes, model, exposure, { moved: moved.map(customer), windows: weekWindows })
}

const verdicts = (findings: readonly GroupFinding[]) =>
  findings.map((f) => [f.verdict, f.because, f.template.text])

/** A nightly job at 23:30 of each day of the baseline, and of the batch's night (the window begins at midnight: 168 h). */
const atMinutes = (minutes: Record<number, number>, hosts?: Record<string, number>) => {
  const count = Object.values(minutes).reduce((a, b) => a + b, 0)
  return side(count, { minutes: byMinute(minutes), ...(hosts === undefined ? {} : { hosts }) })
}

describe('a group', () => {
  it('that nobody wrote before is new, even with one line', () => {
    const [found] = compare([shape('no gateway left in set \u0001', 0, 1)])
    expect(found).toMatchObject({
      verdict: 'new',
      because: 'template',
      template: { text: 'no gateway left in set <*>' },
    })
    expect(found?.why).toBe(
      'no such line in 504 host-hours of the baseline; 1 line since on sip1, first 1970-01-08T00:00:00Z',
    )
  })

  it('on a host without a baseline says so', () => {
    const blind = { before: { sip2: 1000 }, after: { sip1: 1000, sip2: 1000 } }
    const shapes = [shape('no gateway', 0, 1)]
    const [found] = compareSides(shapes, buildTemplates([]), blind, { windows: weekWindows })
    expect(found?.why).toContain('sip1 has no baseline')
  })

  it.each([
    ['the same rate', 1680, 40],
    ['half as much again', 1680, 60],
    ['a few lines more than few', 42, 3],
    ['less', 1680, 10],
  ])('with %s is unchanged', (_, before, after) => {
    expect(compare([shape('known trouble', before, after)])[0]?.verdict).toBe('unchanged')
  })

  it('at ten times its rate has shifted, with the numbers', () => {
    const [found] = compare([shape('known trouble', 1680, 400)])
    expect(found).toMatchObject({ verdict: 'shifted', because: 'rate' })
    expect(found?.why).toContain('10 times as frequent')
    expect(found?.why).toContain('(1680 in 168 h)')
    expect(found?.before.perHour).toBe(10)
    expect(found?.after.perHour).toBe(100)
  })

  it('that moved to another host with its traffic is unchanged', () => {
    const after = side(40, { hosts: { sip2: 40 } })
    expect(compare([shape('known trouble', 1680, after)])[0]?.verdict).toBe('unchanged')
  })

  it('of a nightly job is unchanged in its night', () => {
    const night = (day: number) =>
      Object.fromEntries([0, 1, 2, 3].map((m) => [day * 1440 + 60 + m, 50]))
    const before = atMinutes(Object.assign({}, ...[0, 1, 2, 3, 4, 5, 6].map(night)))
    expect(compare([shape('nightly job', before, atMinutes(night(7)))])[0]?.verdict).toBe(
      'unchanged',
    )
  })

  it('of a job that ran in one night of the week is unchanged when it runs again', () => {
    const night = (day: number) => ({ [day * 1440 + 60]: 200, [day * 1440 + 61]: 200 })
    const [found] = compare([shape('weekly job', atMinutes(night(2)), atMinutes(night(7)))])
    expect(found?.verdict).toBe('unchanged')
  })

  /** Four times as much from three to five in London; there summer time ends in the night of the 25th. */
  const night = (zones: readonly string[]) => {
    const at = (day: number, hour: number) => Date.UTC(2026, 9, day, hour)
    const windows = {
      before: { from: at(18, 0), to: at(25, 3) },
      after: { from: at(25, 3), to: at(25, 5) },
    }
    const minutes = (from: number, to: number, count: (hour: number) => number) =>
      Object.fromEntries(
        Array.from({ length: (to - from) / 60_000 }, (_, m) => [
          from / 60_000 + m,
          count(Math.floor(m / 60) % 24),
        ]),
      )
    const before = minutes(at(18, 0), at(25, 3), (hour) => (hour === 2 || hour === 3 ? 12 : 3))
    const quiet = minutes(at(25, 2), at(25, 3), () => 3)
    const after = minutes(at(25, 3), at(25, 5), () => 21)
    const everywhere = (counts: Record<number, number>) => {
      const third = Object.values(counts).reduce((a, b) => a + b, 0) / 3
      return atMinutes(counts, { sip1: third, sip2: third, sip3: third })
    }
    const shapes = [shape('nightly job', everywhere({ ...before, ...quiet }), everywhere(after))]
    const seen = ({ from, to }: { from: number; to: number }) => ({
      sip1: to - from,
      sip2: to - from,
      sip3: to - from,
    })
    const exposure = { before: seen(windows.before), after: seen(windows.after) }
    return compareSides(shapes, buildTemplates([]), exposure, { windows, zones })[0]
  }

  it('of a nightly job is unchanged in the night when the clocks are put back', () => {
    expect(night(['Europe/London'])?.verdict).toBe('unchanged')
    // Some of its hosts keep UTC.
    expect(night(['UTC', 'Europe/London'])?.verdict).toBe('unchanged')
    expect(night(['UTC'])?.verdict).toBe('shifted')
    expect(night(['UTC'])?.why).toContain('in the same hours of the days before: 900, 900, 900,')
  })

  const restart = { [7 * 1440 + 30]: 150, [7 * 1440 + 31]: 150 }

  it('of one restart on one host is unchanged', () => {
    const [found] = compare([shape('connection lost', 84, atMinutes(restart))])
    expect(found?.verdict).toBe('unchanged')
    expect(found?.why).toContain('one burst on one host')
  })

  it('that bursts on every host at once has shifted', () => {
    const after = atMinutes(restart, { sip1: 100, sip2: 100, sip3: 100 })
    const before = side(252, { window: weekBefore, hosts: { sip1: 84, sip2: 84, sip3: 84 } })
    expect(compare([shape('connection lost', before, after)])[0]?.verdict).toBe('shifted')
  })

  it('that goes on bursting on one host has shifted', () => {
    expect(compare([shape('connection lost', 84, 300)])[0]?.verdict).toBe('shifted')
  })
})

describe('silence', () => {
  it('of a regular line is a finding', () => {
    const [found] = compare([shape('heartbeat \u0001', 2016, 0, { level: 'info' })])
    expect(found).toMatchObject({ verdict: 'gone', because: 'silence', customers: [] })
    expect(found?.why).toContain('about 48 expected since, none came')
  })

  it('of a line that came now and then says nothing', () => {
    expect(compare([shape('now and then', 30, 0)])[0]?.verdict).toBe('unchanged')
  })

  it('of a job that has another hour says nothing', () => {
    const noon = Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((d) => [d * 1440 + 720, 500]))
    expect(compare([shape('noon job', atMinutes(noon), 0)])[0]?.verdict).toBe('unchanged')
  })

  it('of one host is a finding where the line is clockwork', () => {
    const hosts = { sip1: 2016, sip2: 2016 }
    const [found] = compare([
      shape(
        'heartbeat',
        side(4032, { window: weekBefore, hosts }),
        side(48, { hosts: { sip1: 48 } }),
        { level: 'info' },
      ),
    ])
    expect(found).toMatchObject({ verdict: 'gone', hosts: ['sip2'] })
  })
})

describe('a word at a place of a template', () => {
  const text = (word: string): string => `could not read profile of user ${word} in region`

  it('is new where there were only numbers', () => {
    const found = compare([shape(text('\u0001'), 100, 3), shape(text('null'), 0, 2)])
    expect(verdicts(found)).toEqual([
      ['new', 'word', 'could not read profile of user null in region'],
      ['unchanged', undefined, 'could not read profile of user <*> in region'],
    ])
    expect(found[0]?.why).toContain('"null" stands where this known message only had numbers')
  })

  it('is new where there was one of a few, each often', () => {
    const few = ['red', 'green', 'blue', 'black', 'white', 'grey']
    const found = compare([...few.map((w) => shape(text(w), 60, 2)), shape(text('pink'), 0, 1)])
    expect(verdicts(found)[0]).toEqual([
      'new',
      'word',
      'could not read profile of user pink in region',
    ])
  })

  it('is nothing where any word may stand', () => {
    const many = Array.from(
      { length: 40 },
      (_, i) => `n${'abcdefghij'[i % 10]}${'klmn'[i % 4]}${'opqrstu'[i % 7]}`,
    )
    const found = compare([
      ...[...new Set(many)].map((w) => shape(text(w), 1, 0)),
      shape(text('newcomer'), 0, 1),
    ])
    expect(found.map((f) => f.verdict)).not.toContain('new')
  })
})

describe('a code', () => {
  const ended = (code: string, before: number, after: number) =>
    shape('call \u0001 ended, cause \u0001', before, after, { codes: code, level: 'info' })

  it('never seen in a known message is new', () => {
    const found = compare([
      ended('cause 16', 900, 20),
      ended('cause 17', 90, 3),
      ended('cause 38', 0, 6),
    ])
    expect(found[0]).toMatchObject({
      verdict: 'new',
      because: 'code',
      template: { text: 'call <*> ended, cause <*> [cause 38]' },
      after: { count: 6 },
    })
    expect(found[1]).toMatchObject({ verdict: 'unchanged', after: { count: 23 } })
  })

  it('is nothing where codes are many and rare', () => {
    const found = compare([
      ...Array.from({ length: 30 }, (_, i) => ended(`cause ${100 + i}`, 1, 0)),
      ended('cause 38', 0, 1),
    ])
    expect(found.map((f) => f.verdict)).toEqual(['unchanged'])
  })
})

describe('a customer of the batch', () => {
  const before = side(1680, { window: weekBefore, customers: [by('7', 84), by('8', 800)] })

  it('with ten times a known warning is a finding, though the total hardly moves', () => {
    const after = side(70, { customers: [by('7', 24), by('8', 20)] })
    const [found] = compare(
      [shape('refreshed late', before, after, { level: 'warning' })],
      ['7', '8'],
    )
    expect(found).toMatchObject({ verdict: 'shifted', because: 'customer', moved: ['7'] })
    expect(found?.customers.map((c) => c.customer)).toEqual(['7'])
    expect(found?.why).toContain('customer 7: 84 lines before, 24 since')
  })

  it.each([
    ['is not in the batch', ['8'], by('7', 24), 70],
    ['is only guessed at', ['7'], by('7', 24, true), 70],
    ['has a few lines more', ['7'], by('7', 5), 70],
  ])('who %s is none', (_, moved, line, count) => {
    const after = side(count, { customers: [line] })
    const [found] = compare([shape('refreshed late', before, after, { level: 'warning' })], moved)
    expect(found?.verdict).toBe('unchanged')
  })

  it('hit by a restart as everybody is none', () => {
    const minutes = [7 * 1440 + 30, 400]
    const after = side(400, { minutes, customers: [by('7', 20), by('8', 190)] })
    const [found] = compare([shape('refreshed late', before, after, { level: 'warning' })], ['7'])
    expect(found?.verdict).toBe('unchanged')
  })

  it('who has a known line for the first time is named', () => {
    const after = side(40, { customers: [by('8', 10), by('9', 1)] })
    const [found] = compare([shape('known', before, after)], ['8', '9'])
    expect(found).toMatchObject({ verdict: 'unchanged', firstFor: ['9'] })
  })
})

describe('the comparison', () => {
  const shapes = [
    shape('a \u0001', 1680, 400),
    shape('b \u0001 left', 0, 3, { level: 'warning' }),
    shape('b \u0001 gone', 30, 1),
    shape('heartbeat', 2016, 0, { level: 'info' }),
    shape('call ended, cause \u0001', 900, 20, { codes: 'cause 16' }),
    shape('call ended, cause \u0001', 0, 1, { codes: 'cause 38' }),
  ]

  it('leaves no trace of the order of its input', () => {
    const wanted = JSON.stringify(compare(shapes, ['7']))
    fc.assert(
      fc.property(fc.shuffledSubarray(shapes, { minLength: shapes.length }), (shuffled) => {
        expect(JSON.stringify(compare(shuffled, ['7']))).toBe(wanted)
      }),
    )
  })

  it('loses no line', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            word: fc.constantFrom('red', 'green', 'blue', '\u0001', 'a', 'b', 'c', 'd'),
            before: fc.nat(30),
            after: fc.nat(30),
            codes: fc.constantFrom('', 'cause 1', 'cause 2'),
          }),
          { maxLength: 20 },
        ),
        (list) => {
          const made = list.map((l) =>
            shape(`profile of ${l.word} is bad`, l.before, l.after, { codes: l.codes }),
          )
          const found = compare(made)
          const sum = (of: (f: GroupFinding) => number) => found.reduce((n, f) => n + of(f), 0)
          expect(sum((f) => f.before.count)).toBe(list.reduce((n, l) => n + l.before, 0))
          expect(sum((f) => f.after.count)).toBe(list.reduce((n, l) => n + l.after, 0))
        },
      ),
    )
  })

  it('raises few false alarms over many groups that only drift by chance', () => {
    // 1,000 groups of every size, each with its Poisson count exactly at the 99.9 % quantile of its rate times 1.4.
    const groups = Array.from({ length: 1000 }, (_, i) => {
      const before = 20 + i * 3
      const mean = (before / 42) * 1.4
      return shape(`message ${toWord(i)}`, before, Math.round(mean + 3.1 * Math.sqrt(mean)))
    })
    expect(compare(groups).filter((f) => f.verdict !== 'unchanged')).toEqual([])
  })

  it('has nothing to say about nothing', () => {
    expect(compare([])).toEqual([])
    expect(compareSides([], buildTemplates([]), { before: {}, after: {} })).toEqual([])
  })

  it('takes its windows from the lines where none are given', () => {
    const model = buildTemplates(shapes.map(({ shape }) => ({ shape, count: 1 })))
    const given = compareSides(shapes, model, exposure, {
      windows: { before: weekBefore, after: hoursAfter },
    })
    const guessed = compareSides(shapes, model, exposure)
    expect(verdicts(guessed)).toEqual(verdicts(given))
  })
})

const toWord = (n: number): string =>
  String(n)
    .split('')
    .map((digit) => 'abcdefghij'[Number(digit)] ?? '')
    .join('')
