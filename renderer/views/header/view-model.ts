import { windowsAhead } from '../../../shared/domain/project-counts.ts'
import type { DataProcessState, Overview, SessionView } from '../../../shared/ipc/overview.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'

export const dataTone: Readonly<Record<DataProcessState['state'], Tone>> = {
  up: 'good',
  restarting: 'warn',
  down: 'bad',
}

/** Sessions in one phrase: the hosts with a problem first, because they are what somebody has to look at. */
export function sessionSummary(
  sessions: readonly SessionView[],
  hosts: number,
): { readonly tone: Tone; readonly text: string } {
  const broken = sessions.filter(({ problem }) => problem !== undefined)
  if (broken.length === 1 && broken[0] !== undefined)
    return { tone: 'bad', text: `${broken[0].host}: ${broken[0].problem ?? broken[0].state}` }
  if (broken.length > 1)
    return {
      tone: 'bad',
      text: `${broken.length} hosts with a problem: ${namesOf(broken)}`,
    }
  if (sessions.length === 0) return { tone: 'idle', text: `${hosts} hosts, none connected yet` }
  return { tone: 'good', text: `${sessions.length} of ${hosts} hosts connected` }
}

/** So many are named; Hosts has them all. */
const mostNamed = 3

function namesOf(sessions: readonly SessionView[]): string {
  const named = sessions.slice(0, mostNamed).map(({ host }) => host)
  const more = sessions.length - named.length
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

export type Skip = { readonly to: number; readonly text: string }

const hour = 3_600_000

/** Where the lab's clock may be moved to: the window of the next batch that is not moved yet, and some round spans. */
export function skips({ batches, project }: Overview, now: number): readonly Skip[] {
  const next = windowsAhead(batches, now).find(({ window }) => window.from > now)?.window
  const minute = Math.floor(now / 60_000) * 60_000
  return [
    ...(next === undefined ? [] : [{ to: next.from, text: 'Next batch window' }]),
    { to: minute + hour, text: '1 hour' },
    { to: minute + 24 * hour, text: '1 day' },
    {
      to: minute + Math.max(1, project.soakDays) * 24 * hour,
      text: `Soak, ${project.soakDays} days`,
    },
  ]
}
