import { useStore } from 'zustand'
import { dayOnly, dayOf } from '../../components/format-time.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { PlaceLink } from '../../components/PlaceLink.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useProjectTime } from '../../components/use-project-time.ts'
import { useZone } from '../../components/use-zone.ts'
import { deskStore } from '../../stores/desk-store.ts'
import { dueMark, dueToday, placeOf, spanWords } from './desk.ts'

/** What the plan has for this day, in the zone that is shown. */
export function TodayPanel() {
  const desk = useStore(deskStore, (state) => state.desk)
  const zone = useZone()
  const now = useProjectTime()
  const day = dayOf(now, zone)
  const due = desk === undefined ? undefined : dueToday(desk, day)
  return (
    <Panel
      title="Today"
      aside={
        <span className="muted">
          {dayOnly(now, zone)}, {zone}
        </span>
      }
    >
      {due === undefined ? (
        <Empty>Reading the plan…</Empty>
      ) : due.length === 0 ? (
        <Empty>The plan has nothing for today.</Empty>
      ) : (
        <ul className="overview-list">
          {due.map((one) => (
            <li key={`${one.thing.id} ${one.from}`}>
              <StateMark tone={dueMark(one, now).tone}>{dueMark(one, now).word}</StateMark>
              <PlaceLink place={placeOf(one.thing)}>{one.title}</PlaceLink>
              <span className="muted num">{spanWords(one, day, zone)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
