import type { Tone } from '../../../shared/ipc/tone.ts'

/** Instants in ms; half-open. */
export type Span = { readonly from: number; readonly to: number }

/**
 * One thing in a row. `planned` is drawn in the middle, `actual` below it, `baseline` as a thin line under both, `forecast` as a
 * whisker behind the plan, `milestone` as a diamond at `from`; `group` is the bracket over the rows of a group.
 */
export type GanttMark = Span & {
  readonly role: 'planned' | 'actual' | 'baseline' | 'forecast' | 'milestone' | 'group'
  /** Colour of what really happened. Default idle. */
  readonly tone?: Tone
  /** Drawn with a strong edge. */
  readonly critical?: boolean
}

export type GanttRow = {
  readonly id: string
  readonly label: string
  /** Beside the label: who, how late. Never colour alone. */
  readonly note?: string
  readonly noteTone?: Tone
  /** Rows of a group stand one deeper than the group. */
  readonly depth: 0 | 1
  /** Of groups only: whether their rows follow. */
  readonly expanded?: boolean
  readonly marks: readonly GanttMark[]
  /** The row in words: what a screen reader says and the tip shows. */
  readonly text: string
}

/** A stretch of time that holds for all rows. */
export type GanttBand = Span & {
  readonly kind: 'freeze' | 'refused' | 'quiet' | 'downtime'
  readonly label: string
}

export type GanttLine = {
  readonly at: number
  readonly kind: 'now' | 'undo' | 'end'
  readonly label: string
}
