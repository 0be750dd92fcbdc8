import { useCallback, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { PlanDetails } from '../../../shared/ipc/plan-views.ts'
import { Gantt } from '../../charts/gantt/Gantt.tsx'
import { fitView } from '../../charts/gantt/time-view.ts'
import type { Span } from '../../charts/gantt/types.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { useProjectTime } from '../../components/use-project-time.ts'
import { useZone } from '../../components/use-zone.ts'
import { navigationStore } from '../../stores/navigation-store.ts'
import { planStore } from '../../stores/plan-store.ts'
import { TaskSheet } from './TaskSheet.tsx'
import { TimelineTools } from './TimelineTools.tsx'
import { bandsOf, linesOf, wholeOf } from './around.ts'
import { closedAtFirst, groupHolding, timelineRows } from './view-model.ts'
import type { Facts } from './view-model.ts'

/** The Gantt of the plan, its tools above and what was opened beside it. */
export function TimelineView({ plan }: { readonly plan: PlanDetails }) {
  const forecast = useStore(planStore, (state) => state.forecast)
  const zone = useZone()
  // To ten seconds: drawing more often would show nothing more.
  const now = Math.floor(useProjectTime() / 10_000) * 10_000
  const facts = useMemo<Facts>(
    () => ({ plan, forecast, now, time: (at) => dayAndTime(at, zone) }),
    [plan, forecast, now, zone],
  )
  const focus = useFocusedTask(facts)
  const [closed, setClosed] = useState<ReadonlySet<string>>(() => {
    const group = focus === undefined ? undefined : groupHolding(facts, focus)
    return new Set(closedAtFirst.filter((id) => id !== group))
  })
  const [active, setActive] = useState<string | undefined>(focus)
  const [opened, setOpened] = useState<string | undefined>(focus)
  const limits = useMemo(() => ({ whole: wholeOf(facts) }), [facts])
  const [view, setView] = useState<Span>(() => fitView(limits.whole, limits))

  const rows = useMemo(() => timelineRows(facts, closed), [facts, closed])
  const bands = useMemo(() => bandsOf(facts), [facts])
  const lines = useMemo(() => linesOf(facts), [facts])
  const toggle = useCallback(
    (id: string) =>
      setClosed((was) => {
        const next = new Set(was)
        if (!next.delete(id)) next.add(id)
        return next
      }),
    [],
  )
  const open = useCallback((id: string) => {
    setActive(id)
    setOpened(id)
  }, [])

  return (
    <>
      <TimelineTools
        facts={facts}
        onView={setView}
        limits={limits}
        zone={zone}
        onActive={setActive}
      />
      <div className="timeline-body columns fills">
        <Gantt
          rows={rows}
          bands={bands}
          lines={lines}
          view={view}
          onView={setView}
          limits={limits}
          zone={zone}
          active={active ?? rows[0]?.id}
          onActive={setActive}
          onOpen={open}
          onToggle={toggle}
          label={`Timeline of ${plan.tasks.length} tasks, times in ${zone}`}
        />
        {opened === undefined ? null : (
          <TaskSheet
            key={opened}
            id={opened}
            facts={facts}
            zone={zone}
            onOpen={open}
            onClose={() => setOpened(undefined)}
          />
        )}
      </div>
    </>
  )
}

/** The task that another view pointed to: by its own id, or by its batch. */
function useFocusedTask({ plan }: Facts): string | undefined {
  const focus = useStore(navigationStore, ({ place }) => place.focus)
  if (focus?.kind === 'task') return focus.id
  if (focus?.kind !== 'batch') return undefined
  return plan.tasks.find(({ batch }) => batch === focus.id)?.id ?? `unplaced:${focus.id}`
}
