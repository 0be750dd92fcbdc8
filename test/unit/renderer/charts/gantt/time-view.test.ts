import { describe, expect, it } from 'vitest'
import {
  barOf,
  centreView,
  clampView,
  dayMs,
  fitView,
  instantAt,
  minuteMs,
  panView,
  rowsInView,
  xOf,
  yearMs,
  zoomView,
} from '../../../../../renderer/charts/gantt/time-view.ts'

const day = Date.UTC(2027, 0, 4)
const limits = { whole: { from: day, to: day + 100 * dayMs } }

describe('zooming', () => {
  it('keeps the moment under the pointer where it is', () => {
    const view = { from: day, to: day + 10 * dayMs }
    const at = day + 2 * dayMs
    const near = zoomView(view, at, 0.5, limits)
    expect(near.to - near.from).toBe(5 * dayMs)
    expect(xOf(at, near, 1000)).toBeCloseTo(xOf(at, view, 1000), 6)
  })

  it('ends at a minute, however often it is asked for', () => {
    let view = { from: day, to: day + 10 * dayMs }
    for (let i = 0; i < 100; i++) view = zoomView(view, day + dayMs, 0.5, limits)
    expect(view.to - view.from).toBeCloseTo(minuteMs, 3)
    expect(view.from).toBeLessThanOrEqual(day + dayMs)
    expect(view.to).toBeGreaterThanOrEqual(day + dayMs)
  })

  it('ends at a year where everything fits into less', () => {
    let view = { from: day, to: day + 10 * dayMs }
    for (let i = 0; i < 100; i++) view = zoomView(view, day, 2, limits)
    expect(view.to - view.from).toBe(yearMs)
  })

  it('goes beyond a year where the project is longer', () => {
    const long = { whole: { from: day, to: day + 800 * dayMs } }
    const view = zoomView(long.whole, day, 10, long)
    expect(view.to - view.from).toBe(1200 * dayMs)
  })
})

describe('panning', () => {
  it('moves by what it is told', () => {
    const view = { from: day + 10 * dayMs, to: day + 20 * dayMs }
    expect(panView(view, dayMs, limits)).toEqual({ from: day + 11 * dayMs, to: day + 21 * dayMs })
  })

  it.each([-1e15, 1e15])('never loses everything out of view (%d ms)', (by) => {
    const view = panView({ from: day, to: day + 10 * dayMs }, by, limits)
    expect(view.to).toBeGreaterThan(limits.whole.from)
    expect(view.from).toBeLessThan(limits.whole.to)
    expect(view.to - view.from).toBe(10 * dayMs)
  })
})

describe('what is shown', () => {
  it('fits everything with a margin', () => {
    const { from, to } = fitView(limits.whole, limits)
    expect([from, to]).toEqual([day - 2 * dayMs, day + 102 * dayMs])
  })

  it('fits a moment without length into at least a minute', () => {
    const { from, to } = fitView({ from: day, to: day }, limits)
    expect(to - from).toBe(minuteMs)
  })

  it('centres without another zoom', () => {
    const view = centreView({ from: day, to: day + 10 * dayMs }, day + 50 * dayMs, limits)
    expect(view).toEqual({ from: day + 45 * dayMs, to: day + 55 * dayMs })
  })

  it('turns pixels into moments and back', () => {
    const view = clampView({ from: day, to: day + dayMs }, limits)
    expect(instantAt(xOf(day + 5 * minuteMs, view, 777), view, 777)).toBeCloseTo(
      day + 5 * minuteMs,
      0,
    )
  })
})

describe('bars', () => {
  const view = { from: day, to: day + 10 * dayMs }

  it('are cut just outside of both edges', () => {
    expect(barOf({ from: day - 50 * dayMs, to: day + 50 * dayMs }, view, 1000)).toEqual({
      x: -4,
      width: 1008,
    })
  })

  it('of a minute can still be seen in a view of days', () => {
    expect(barOf({ from: day + dayMs, to: day + dayMs + minuteMs }, view, 1000)).toEqual({
      x: 100,
      width: 2,
    })
  })

  it('out of view are not drawn', () => {
    expect(barOf({ from: day + 11 * dayMs, to: day + 12 * dayMs }, view, 1000)).toBeUndefined()
    expect(barOf({ from: day - 2 * dayMs, to: day - dayMs }, view, 1000)).toBeUndefined()
  })
})

it('of many rows only those on the screen, and a few around them, are drawn', () => {
  expect(rowsInView(26_000, 520, 26, 5000)).toEqual({ first: 994, end: 1026 })
  expect(rowsInView(0, 520, 26, 3)).toEqual({ first: 0, end: 3 })
})
