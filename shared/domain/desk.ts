import type { RunId } from './ids.ts'
import type { Instant } from './time.ts'

/**
 * What is on the operator's desk now: derived from the project file, never stored. The overview of the window shows it, and the report
 * takes its risks from the same place.
 */

/** Something that is open and may hurt. */
export type Risk = {
  readonly tone: 'bad' | 'warn'
  readonly title: string
  readonly detail: string
}

/** A thing of the project that a person can go to. */
export type DeskThing = {
  readonly kind: 'batch' | 'log-check' | 'run' | 'task'
  readonly id: string
}

/** Something that goes on only when somebody does something. */
export type Waiting = {
  /** A name where one is known, otherwise the side or the role. */
  readonly who: string
  readonly what: string
  /** When it was, or is, due; where nobody set that, since when it waits. */
  readonly due?: Instant
  readonly since?: Instant
  readonly overdue: boolean
  readonly thing: DeskThing
}

/** Something of the plan that touches the day that is shown. */
export type Due = {
  readonly from: Instant
  readonly to: Instant
  readonly title: string
  readonly kind: 'task' | 'milestone' | 'downtime' | 'batch'
  readonly done: boolean
  readonly thing: DeskThing
}

export type Desk = {
  /** Worst first. */
  readonly risks: readonly Risk[]
  /** Overdue first, then by when it is due or since when it waits. */
  readonly waiting: readonly Waiting[]
  /** From a day before now to a day after, in order of time: the window cuts it to the day of the zone that it shows. */
  readonly near: readonly Due[]
  readonly takingBack: readonly TakingBack[]
}

/** A run that is over and of which an undo was asked for, with the members that it has not brought back yet. */
export type TakingBack = { readonly run: RunId; readonly left: readonly string[] }
