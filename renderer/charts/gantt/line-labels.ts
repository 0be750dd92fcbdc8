import { xOf } from './time-view.ts'
import type { GanttLine, Span } from './types.ts'

export type LineLabel = {
  readonly line: GanttLine
  readonly x: number
  readonly anchor: 'start' | 'end'
}

/** Width of a letter of the axis at the most, px. */
const letterPx = 6.5
/** Between a label and its line, px; twice as much between two labels. */
const gapPx = 3

/**
 * Labels of lines, each behind its line or else before it, none over another: the first of the list has the first choice. One that has
 * no room is left out, its line stays.
 */
export function lineLabels(
  lines: readonly GanttLine[],
  view: Span,
  width: number,
): readonly LineLabel[] {
  const taken: { readonly from: number; readonly to: number }[] = []
  return lines.flatMap((line) => {
    if (line.at < view.from || line.at > view.to) return []
    const x = xOf(line.at, view, width)
    const long = line.label.length * letterPx
    const sides = [
      { anchor: 'start', at: x + gapPx, from: x + gapPx, to: x + gapPx + long },
      { anchor: 'end', at: x - gapPx, from: x - gapPx - long, to: x - gapPx },
    ] as const
    const free = sides.find(
      ({ from, to }) =>
        from >= 0 &&
        to <= width &&
        taken.every((other) => to + 2 * gapPx <= other.from || from >= other.to + 2 * gapPx),
    )
    if (free === undefined) return []
    taken.push(free)
    return [{ line, x: free.at, anchor: free.anchor }]
  })
}
