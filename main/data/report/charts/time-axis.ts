import { formatInstant } from '../../../../shared/domain/time.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { markup } from '../markup.ts'
import type { Markup } from '../markup.ts'

export type TimeScale = {
  readonly x: (at: number) => number
  readonly left: number
  readonly right: number
  /** Ticks with labels in UTC, and lines down to `bottom`. */
  axis(bottom: number): Markup
}

const minute = 60_000
const day = 86_400_000
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720]
  .map((m) => m * minute)
  .concat([1, 2, 7, 14, 28, 56].map((d) => d * day))

const mostTicks = 9

export function timeScale(from: number, to: number, left: number, right: number): TimeScale {
  const length = Math.max(to - from, minute)
  const x = (at: number): number =>
    round(left + ((Math.min(Math.max(at, from), from + length) - from) / length) * (right - left))
  const step =
    steps.find((s) => length / s <= mostTicks) ?? Math.ceil(length / mostTicks / day) * day
  const ticks: number[] = []
  for (let at = Math.ceil(from / step) * step; at <= from + length; at += step) ticks.push(at)
  const label = (at: number): string => {
    const text = formatInstant(instant(at))
    return step >= day ? text.slice(0, 10) : `${text.slice(5, 10)} ${text.slice(11, 16)}`
  }
  return {
    x,
    left,
    right,
    axis: (bottom) =>
      markup`${ticks.map(
        (at) =>
          markup`<line class="axis" x1="${x(at)}" x2="${x(at)}" y1="20" y2="${bottom}" />
              <text class="soft" x="${x(at)}" y="14" text-anchor="middle">${label(at)}</text>`,
      )}<text class="soft" x="${left - 8}" y="14" text-anchor="end">UTC</text>`,
  }
}

export const round = (value: number): number => Math.round(value * 10) / 10
