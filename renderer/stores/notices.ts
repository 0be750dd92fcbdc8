import type { PreflightReport } from '../../shared/domain/preflight.ts'
import { formatMs } from '../../shared/domain/time.ts'
import type { Awakening } from '../../shared/ipc/host-views.ts'
import type { Notice } from './message-store.ts'

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** A pre-flight that nobody asked for: shortly before a window. */
export function preflightNotice({ answer, items, window }: PreflightReport): Notice {
  const open = items.filter((item) => item.answer !== 'ok')
  const [first] = open.toSorted(
    (a, b) => Number(b.answer === 'block') - Number(a.answer === 'block'),
  )
  const name = window === undefined ? 'Pre-flight' : `Pre-flight for ${window.title}`
  if (first === undefined) return { tone: 'info', text: `${name}: everything is as it should be.` }
  const more = open.length === 1 ? '' : ` ${open.length - 1} more under Hosts.`
  const word = answer === 'block' ? 'stands in the way' : 'look at this'
  return { tone: 'warning', text: `${name}, ${word}: ${first.sentence} ${first.next ?? ''}${more}` }
}

/** What was found when the computer woke up. */
export function awakeningNotice({ sleptMs, alive, lost, following, asking }: Awakening): Notice {
  const parts = [
    sleptMs === undefined
      ? 'This computer woke up.'
      : `This computer slept for ${formatMs(sleptMs)}.`,
    ...(alive > 0 ? [`${counted(alive, 'session')} live.`] : []),
    ...(lost.length > 0
      ? [
          `Lost and made anew when needed: ${lost.slice(0, 5).join(', ')}${lost.length > 5 ? '…' : ''}.`,
        ]
      : []),
    ...(following > 0 ? [`${counted(following, 'step')} on hosts followed again.`] : []),
    ...asking.map(({ title }) => `The planned start of ${title} was missed: decide under Run.`),
  ]
  return { tone: asking.length > 0 || lost.length > 0 ? 'warning' : 'info', text: parts.join(' ') }
}
