import type { Stage } from '../../../shared/domain/states.ts'
import type { Facts, Span } from './view-model.ts'

/** What holds for all rows of the timeline: bands, lines, and the parts of time that are worth a look. */

/** The row that stands for a stage. */
export const groupOf = (stage: Stage): string => `group:${stage}`

export type Band = Span & {
  readonly kind: 'freeze' | 'refused'
  readonly label: string
  /** First and last day of what the plan has in whole days: they are the same in every zone. */
  readonly days?: string
}
export type Line = {
  readonly at: number
  readonly kind: 'now' | 'undo' | 'end'
  readonly label: string
}

/** From the copy of the database to the last customer nobody changes products; and the days that a person keeps free. */
export function bandsOf({ plan }: Pick<Facts, 'plan'>): readonly Band[] {
  const at = (id: string): number | undefined => plan.tasks.find((task) => task.id === id)?.from
  const [from, to] = [at('freeze-enforced'), at('freeze-lifted')]
  return [
    ...(from === undefined || to === undefined
      ? []
      : [{ kind: 'freeze' as const, from, to, label: 'Catalog freeze' }]),
    ...plan.blackouts.map(({ from: first, to: last, reason, environments }) => ({
      kind: 'refused' as const,
      // Whole days; of which zone makes no difference at the width of this line.
      from: Date.parse(first),
      to: Date.parse(last) + 86_400_000,
      days: `${first} to ${last}`,
      label: `${reason}${environments === undefined ? '' : ` (${environments.join(', ')})`}`,
    })),
  ]
}

/** Now, the moments from which something cannot be taken back any more, and the end that is expected. */
export function linesOf({ plan, forecast, now }: Omit<Facts, 'time'>): readonly Line[] {
  const horizons = new Map<number, number>()
  for (const { undo } of plan.tasks)
    if (undo?.at !== undefined && undo.state !== 'gone')
      horizons.set(undo.at, (horizons.get(undo.at) ?? 0) + 1)
  const last = Math.max(...horizons.keys())
  return [
    { at: now, kind: 'now', label: 'now' },
    ...[...horizons].map(([at, count]) => ({
      at,
      kind: 'undo' as const,
      label: at === last ? 'point of no return' : `undo ends (${count})`,
    })),
    ...(forecast === undefined
      ? []
      : [{ at: forecast.end.p90, kind: 'end' as const, label: 'P90 end' }]),
  ]
}

/** From the first to the last thing of the plan, now and the forecast among them. */
export function wholeOf({ plan, forecast, now }: Omit<Facts, 'time'>): Span {
  const spans = [...plan.tasks, ...plan.stages]
  return {
    from: Math.min(now, ...spans.map(({ from }) => from)),
    to: Math.max(now, plan.end, forecast?.end.p90 ?? 0, ...spans.map(({ to }) => to)),
  }
}

export type Preset = {
  readonly id: string
  readonly title: string
  readonly span: Span
  /** The row that belongs to it. */
  readonly row?: string
}

/** Parts of time that a person looks at: each stage, the next window, the day around now. */
export function presetsOf({ plan, now }: Pick<Facts, 'plan' | 'now'>): readonly Preset[] {
  const windows = plan.batches
    .flatMap((batch) => batch.windows.map(({ from, to }) => ({ batch: batch.id, from, to })))
    .filter(({ to }) => to > now)
    .toSorted((a, b) => a.from - b.from)
  const [next] = windows
  const row = plan.tasks.find(({ batch }) => next !== undefined && batch === next.batch)?.id
  const hour = 3_600_000
  return [
    ...plan.stages.map(({ stage, title, from, to }) => ({
      id: stage,
      title,
      span: { from, to },
      row: groupOf(stage),
    })),
    ...(next === undefined
      ? []
      : [
          {
            id: 'next',
            title: 'Next window',
            span: { from: next.from - 2 * hour, to: next.to + 2 * hour },
            ...(row === undefined ? {} : { row }),
          },
        ]),
    { id: 'now', title: 'Today', span: { from: now - 12 * hour, to: now + 12 * hour } },
  ]
}
