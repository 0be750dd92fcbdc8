import type { LiveRun } from '../../../shared/domain/live-run.ts'
import { mayBeTakenUp } from '../../../shared/domain/left-runs.ts'
import { isRunOver } from '../../../shared/domain/states.ts'
import type { Overview } from '../../../shared/ipc/overview.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'
import type { ViewId } from '../../stores/navigation-store.ts'

export type Badge = { readonly tone: Tone; readonly text: string }

/** What a person should know of a view without opening it. */
export function badges(
  overview: Overview,
  live: readonly LiveRun[],
): Readonly<Partial<Record<ViewId, Badge>>> {
  const going = live.filter((run) => !isRunOver(run.state))
  const asks = going.filter((run) => run.questions.length > 0).length
  const driven = new Set(overview.live.map(({ run }) => run))
  const left =
    overview.project.mode === 'read'
      ? 0
      : overview.runs.filter((run) => mayBeTakenUp(run, false) && !driven.has(run.id)).length
  const over = overview.downtimeOver
  const lost = overview.sessions.filter(({ problem }) => problem !== undefined).length
  return {
    ...(asks > 0
      ? { run: { tone: 'warn', text: `${asks} asks` } }
      : left > 0
        ? { run: { tone: 'warn', text: `${left} left` } }
        : going.length > 0
          ? { run: { tone: 'active', text: String(going.length) } }
          : {}),
    ...(over > 0 ? { downtime: { tone: 'bad', text: `${over} over` } } : {}),
    ...(lost > 0 ? { hosts: { tone: 'bad', text: String(lost) } } : {}),
  }
}
