import type { Span } from './types.ts'

/** Arithmetic of the part of time that is shown. Pure: no zone is in it. */

export const minuteMs = 60_000
export const dayMs = 86_400_000
export const yearMs = 366 * dayMs

/** How far one may zoom and pan. */
export type ViewLimits = {
  /** All that there is to see. */
  readonly whole: Span
}

/** From a minute to a year, or to a little more than everything where that is longer. */
const longestMs = ({ whole }: ViewLimits): number => Math.max(yearMs, (whole.to - whole.from) * 1.5)

/** At least a sliver of what there is stays in view. */
export function clampView({ from, to }: Span, limits: ViewLimits): Span {
  const span = Math.min(longestMs(limits), Math.max(minuteMs, to - from))
  const middle = (from + to) / 2
  const first = limits.whole.from - span * 0.9
  const last = limits.whole.to - span * 0.1
  const begins = Math.min(Math.max(middle - span / 2, first), Math.max(first, last))
  return { from: begins, to: begins + span }
}

/** Closer with a factor below 1; `at` stays where it is on the screen. */
export function zoomView(view: Span, at: number, factor: number, limits: ViewLimits): Span {
  const span = view.to - view.from
  const wanted = Math.min(longestMs(limits), Math.max(minuteMs, span * factor))
  const share = (at - view.from) / span
  return clampView({ from: at - wanted * share, to: at + wanted * (1 - share) }, limits)
}

/** Later with a positive number, ms. */
export const panView = (view: Span, byMs: number, limits: ViewLimits): Span =>
  clampView({ from: view.from + byMs, to: view.to + byMs }, limits)

/** Shows all of it, with a margin of 2 % on both sides. */
export function fitView(span: Span, limits: ViewLimits): Span {
  const margin = Math.max(minuteMs / 2, (span.to - span.from) * 0.02)
  return clampView({ from: span.from - margin, to: span.to + margin }, limits)
}

/** The same length of time with this moment in the middle. */
export function centreView(view: Span, at: number, limits: ViewLimits): Span {
  const half = (view.to - view.from) / 2
  return clampView({ from: at - half, to: at + half }, limits)
}

export const xOf = (at: number, view: Span, width: number): number =>
  ((at - view.from) / (view.to - view.from)) * width

export const instantAt = (x: number, view: Span, width: number): number =>
  view.from + (x / Math.max(1, width)) * (view.to - view.from)

/** What a bar takes on the screen: undefined out of view; never thinner than `least` px, cut just outside of both edges. */
export function barOf(
  { from, to }: Span,
  view: Span,
  width: number,
  least = 2,
): { readonly x: number; readonly width: number } | undefined {
  if (to < view.from || from > view.to) return undefined
  const x = Math.max(-4, xOf(from, view, width))
  const end = Math.min(width + 4, Math.max(xOf(to, view, width), x + least))
  return { x, width: Math.max(least, end - x) }
}

/** Rows that are on the screen, with some before and behind, so that a fast wheel shows no gap. */
export function rowsInView(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
  spare = 6,
): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare)
  return { first, end: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare) }
}
