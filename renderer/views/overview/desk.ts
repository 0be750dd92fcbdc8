import { batchName } from '../../../shared/domain/batch-name.ts'
import type { Desk, DeskThing, Due, Waiting } from '../../../shared/domain/desk.ts'
import { windowsAhead } from '../../../shared/domain/project-counts.ts'
import { isRunOver } from '../../../shared/domain/states.ts'
import type { LiveRun } from '../../../shared/domain/live-run.ts'
import { dayAndTime, shortTime } from '../../components/format-time.ts'
import type { Overview } from '../../../shared/ipc/overview.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'
import type { Place } from '../../stores/navigation-store.ts'

/** Where a thing of the desk is worked on. */
export const placeOf = ({ kind, id }: DeskThing): Place =>
  kind === 'batch'
    ? { view: 'batches', focus: { kind: 'batch', id } }
    : kind === 'log-check'
      ? { view: 'logs', focus: { kind: 'batch', id } }
      : kind === 'run'
        ? { view: 'run', focus: { kind: 'run', id } }
        : { view: 'timeline', focus: { kind: 'task', id } }

/**
 * What waits for somebody: questions of live runs first, then what the journal has open. A run that is just going on waits for
 * nobody, whatever the journal says of its state.
 */
export function waitingLines(desk: Desk, live: readonly LiveRun[]): readonly Waiting[] {
  const going = new Set(live.filter((run) => !isRunOver(run.state)).map(({ run }) => run))
  return [
    ...live.flatMap(({ run, questions }) =>
      questions.map(({ text, since }): Waiting => ({
        who: 'operator',
        what: text,
        since,
        overdue: true,
        thing: { kind: 'run', id: run },
      })),
    ),
    ...desk.waiting.filter(({ thing }) => thing.kind !== 'run' || !going.has(thing.id)),
  ]
}

/** When something that waits is or was due, or since when it waits; empty where neither is known. */
export function dueWords({ due, since }: Waiting, now: number, zone: string): string {
  if (due !== undefined) return `${due <= now ? 'was due' : 'due'} ${dayAndTime(due, zone)}`
  return since === undefined ? '' : `since ${dayAndTime(since, zone)}`
}

/** What the plan has for the day that `now` is in. */
export const dueToday = (
  { near }: Desk,
  day: { readonly from: number; readonly to: number },
): readonly Due[] => near.filter(({ from, to }) => from < day.to && to >= day.from)

/** How a thing of today stands: `late` when its time has passed and nobody has said that it is done. */
export function dueMark(
  { done, from, to, kind }: Due,
  now: number,
): { readonly tone: Tone; readonly word: Due['kind'] | 'done' | 'now' | 'late' } {
  if (done) return { tone: 'good', word: 'done' }
  if (from > now) return { tone: 'idle', word: kind }
  return to > now ? { tone: 'active', word: 'now' } : { tone: 'warn', word: 'late' }
}

/** What of a thing of today lies in the day: both ends of it, one moment, or words where it began before or ends after. */
export function spanWords(
  { from, to }: Pick<Due, 'from' | 'to'>,
  day: { readonly from: number; readonly to: number },
  zone: string,
): string {
  const [begin, end] = [shortTime(from, zone), shortTime(to, zone)]
  if (from < day.from) return to < day.to ? `until ${end}` : 'all day'
  if (to >= day.to) return `from ${begin}`
  return begin === end ? begin : `${begin}–${end}`
}

export type NextWindowLine = {
  readonly batch: string
  readonly label: string
  readonly environment: string
  /** IANA zone of the environment. */
  readonly zone: string
  readonly from: number
  readonly to: number
  readonly open: boolean
}

/** The window that is open now, or the one that opens next, of an environment in which a batch still has somebody to move. */
export function nextWindow(
  { batches, project }: Overview,
  now: number,
): NextWindowLine | undefined {
  const [next] = windowsAhead(batches, now)
  if (next === undefined) return undefined
  const { batch, window } = next
  const environment = project.environments.find(({ id }) => id === window.environment)
  return {
    batch: batch.id,
    label: batchName(batch.id),
    environment: environment?.title ?? window.environment,
    zone: environment?.zone ?? 'UTC',
    from: window.from,
    to: window.to,
    open: window.from <= now,
  }
}

/** `2 d 04 h`, `3 h 12 min`, `00:59`: as exact as the time that is left asks for. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`
  if (hours > 0) return `${hours} h ${two(minutes % 60)} min`
  return `${two(minutes)}:${two(seconds % 60)}`
}
