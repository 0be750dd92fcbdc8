import { useStore } from 'zustand'
import { plural } from '../../components/format-count.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { PlaceLink } from '../../components/PlaceLink.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useProjectTime } from '../../components/use-project-time.ts'
import { useZone } from '../../components/use-zone.ts'
import { deskStore } from '../../stores/desk-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { dueWords, placeOf, waitingLines } from './desk.ts'

const most = 12

/** What goes on only when somebody does something, and who that is. */
export function WaitingPanel() {
  const desk = useStore(deskStore, (state) => state.desk)
  const live = useStore(projectStore, (state) => state.live)
  const zone = useZone()
  const now = useProjectTime()
  if (desk === undefined)
    return (
      <Panel title="Waits for somebody">
        <Empty>Reading the project…</Empty>
      </Panel>
    )
  const lines = waitingLines(desk, [...live.values()])
  return (
    <Panel
      title="Waits for somebody"
      aside={
        <span className="muted">
          {lines.length === 0 ? '' : plural(lines.length, 'thing')}
          {lines.some((line) => dueWords(line, now, zone) !== '') ? `, times in ${zone}` : ''}
        </span>
      }
    >
      {lines.length === 0 ? (
        <Empty>Nothing waits. The next step of each stage stands above.</Empty>
      ) : (
        <ul className="overview-list">
          {lines.slice(0, most).map((line) => (
            <li key={`${line.thing.kind} ${line.thing.id} ${line.what}`}>
              <StateMark tone={line.overdue ? 'warn' : 'ready'}>{line.who}</StateMark>
              <PlaceLink place={placeOf(line.thing)}>{line.what}</PlaceLink>
              <span className="muted num">{dueWords(line, now, zone)}</span>
            </li>
          ))}
        </ul>
      )}
      {lines.length > most ? (
        <p className="muted">and {lines.length - most} more, in the timeline and the batches.</p>
      ) : null}
    </Panel>
  )
}
