import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  blocksOf,
  markHits,
  scrollHeight,
  scrollTopOf,
  topOf,
  wheelLines,
} from '../../../../../renderer/views/run/output-text.ts'

describe('a line of output', () => {
  it('in pieces is the line again, with the wanted text marked', () => {
    expect(markHits('an Error, error', 'error', false).map((part) => part.hit)).toEqual([
      false,
      true,
      false,
      true,
    ])
    fc.assert(
      fc.property(fc.string(), fc.string(), (line, wanted) => {
        const parts = markHits(line, wanted, true)
        expect(parts.map((part) => part.text).join('')).toBe(line)
      }),
    )
  })

  it('is marked at the right place behind a character whose lower case is longer', () => {
    const marked = (line: string, wanted: string): readonly string[] =>
      markHits(line, wanted, false).map(({ text, hit }) => (hit ? `[${text}]` : text))
    expect(marked('İİ: Error 5', 'error')).toEqual(['İİ: ', '[Error]', ' 5'])
    expect(marked('in İzmir', 'i')).toEqual(['[i]', 'n ', '[İ]', 'zm', '[i]', 'r'])
  })
})

describe('the place in an output', () => {
  it('is the same line after going to the scroll bar and back, up to ten million lines', () => {
    const place = fc
      .integer({ min: 1, max: 10_000_000 })
      .chain((lines) => fc.tuple(fc.constant(lines), fc.integer({ min: 0, max: lines })))
    fc.assert(
      fc.property(place, fc.integer({ min: 5, max: 100 }), ([lines, wanted], visible) => {
        const height = scrollHeight(lines, 16)
        const view = visible * 16
        const top = Math.min(wanted, Math.max(0, lines - visible))
        const bar = scrollTopOf(top, height, view, lines, visible)
        expect(bar).toBeLessThanOrEqual(Math.max(0, height - view))
        if (height > view) expect(topOf(bar, height, view, lines, visible)).toBe(top)
      }),
    )
  })

  it('needs the blocks that are seen and no other', () => {
    expect(blocksOf(0, 30, 1_000_000)).toEqual([0])
    expect(blocksOf(190, 30, 1_000_000)).toEqual([0, 1])
    expect(blocksOf(999_990, 30, 1_000_000)).toEqual([4999])
    expect(blocksOf(0, 30, 0)).toEqual([])
  })
})

describe('a wheel over the lines', () => {
  it('moves by what it turned, also when a touchpad tells of less than a line at a time', () => {
    let rest = 0
    let lines = 0
    for (let event = 0; event < 8; event++) {
      const turned = wheelLines(4, 16, rest)
      lines += turned.lines
      rest = turned.rest
    }
    expect(lines).toBe(2)
    expect(wheelLines(100, 16, 0)).toEqual({ lines: 6, rest: 4 })
    expect(wheelLines(-100, 16, 0)).toEqual({ lines: -6, rest: -4 })
  })
})
