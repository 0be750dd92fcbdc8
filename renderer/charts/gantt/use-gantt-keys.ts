import type { KeyboardEvent } from 'react'
import { centreView, fitView, panView, zoomView } from './time-view.ts'
import type { ViewLimits } from './time-view.ts'
import type { GanttLine, GanttRow, Span } from './types.ts'
import { rowHeight } from './sizes.ts'

type Keys = {
  readonly rows: readonly GanttRow[]
  readonly lines: readonly GanttLine[]
  readonly active: string | undefined
  readonly height: number
  readonly limits: ViewLimits
  readonly onView: (change: (view: Span) => Span) => void
  readonly onActive: (row: string) => void
  readonly onOpen: (row: string) => void
  readonly onToggle: (row: string) => void
}

/**
 * Arrows, Home, End and Page move between rows; right and left open and close a group; with shift they pan. Plus and minus zoom, 0 shows
 * everything, N goes to now, Enter opens.
 */
export function useGanttKeys(keys: Keys): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    if (moved(keys, event) || viewed(keys, event)) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
}

function moved(keys: Keys, { key, shiftKey }: KeyboardEvent): boolean {
  const { rows, active, height, onActive, onOpen, onToggle } = keys
  const at = rows.findIndex((row) => row.id === active)
  const row = rows[at]
  const page = Math.max(1, Math.floor(height / rowHeight) - 1)
  const to = (index: number): true => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, index))]
    if (next !== undefined) onActive(next.id)
    return true
  }
  switch (key) {
    case 'ArrowDown':
      return to(at + 1)
    case 'ArrowUp':
      return to(at - 1)
    case 'PageDown':
      return to(at + page)
    case 'PageUp':
      return to(at - page)
    case 'Home':
      return to(0)
    case 'End':
      return to(rows.length - 1)
    case 'ArrowRight':
      if (shiftKey) return false
      if (row?.expanded === false) onToggle(row.id)
      else if (row?.expanded === true) to(at + 1)
      return true
    case 'ArrowLeft':
      if (shiftKey) return false
      if (row?.expanded === true) onToggle(row.id)
      else if (row?.depth === 1) to(rows.slice(0, at).findLastIndex(({ depth }) => depth === 0))
      return true
    case 'Enter':
      if (row?.expanded !== undefined) onToggle(row.id)
      else if (row !== undefined) onOpen(row.id)
      return true
    default:
      return false
  }
}

function viewed({ rows, lines, active, limits, onView }: Keys, event: KeyboardEvent): boolean {
  const span = (view: Span): number => view.to - view.from
  const middle = (view: Span): number => (view.from + view.to) / 2
  const now = lines.find(({ kind }) => kind === 'now')?.at
  const marks = rows.find(({ id }) => id === active)?.marks ?? []
  switch (event.key) {
    case '+':
    case '=':
      onView((view) => zoomView(view, middle(view), 1 / 1.5, limits))
      return true
    case '-':
      onView((view) => zoomView(view, middle(view), 1.5, limits))
      return true
    case '0':
      onView(() => fitView(limits.whole, limits))
      return true
    case 'ArrowRight':
      onView((view) => panView(view, span(view) / 8, limits))
      return true
    case 'ArrowLeft':
      onView((view) => panView(view, -span(view) / 8, limits))
      return true
    case 'n':
    case 'N':
      if (now !== undefined) onView((view) => centreView(view, now, limits))
      return true
    case 'z':
    case 'Z':
      if (marks.length > 0)
        onView(() =>
          fitView(
            {
              from: Math.min(...marks.map(({ from }) => from)),
              to: Math.max(...marks.map(({ to }) => to)),
            },
            limits,
          ),
        )
      return true
    default:
      return false
  }
}
