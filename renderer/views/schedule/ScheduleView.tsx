import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { DateText } from '../../../shared/domain/planning.ts'
import type { PlanChange, PlanDetails } from '../../../shared/ipc/plan-views.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { useProjectTime } from '../../components/use-project-time.ts'
import { navigationStore } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { BlackoutDialog } from './BlackoutDialog.tsx'
import { Calendar } from './Calendar.tsx'
import { ChangeDialog } from './ChangeDialog.tsx'
import { ScheduleSide } from './ScheduleSide.tsx'
import { ScheduleTools } from './ScheduleTools.tsx'
import { WeekHours } from './WeekHours.tsx'
import { useSlots } from './use-slots.ts'
import { cellsOf, datesOfMonth, datesOfWeek, firstDate, monthOf, spanOf } from './view-model.ts'

export type Mode = 'month' | 'week'

/** A change that waits for a look at its consequences and for a reason. */
export type Asked = {
  readonly title: string
  readonly change: PlanChange
  readonly batch?: string
  /** Why the night that a batch was dropped on may not be: then it is not tried, and the next free one is offered. */
  readonly refused?: string
}

/** Calendar of one environment, with what was picked beside it. */
export function ScheduleView({ plan }: { readonly plan: PlanDetails }) {
  const project = useStore(projectStore, ({ overview }) => overview?.project)
  const focus = useStore(navigationStore, ({ place }) => place.focus)
  const now = Math.floor(useProjectTime() / 10_000) * 10_000
  const environments = project?.environments ?? []
  const focused = focus?.kind === 'batch' ? focus.id : undefined
  const [chosen, setChosen] = useState(() => environmentOf(plan, focused) ?? environments[0]?.id)
  const environment = environments.find(({ id }) => id === chosen) ?? environments[0]
  const [date, setDate] = useState<DateText>(() =>
    environment === undefined ? '2027-01-01' : firstDate(plan, environment, now, focused),
  )
  const [mode, setMode] = useState<Mode>('month')
  const [picked, setPicked] = useState<string | undefined>(focused)
  const [held, setHeld] = useState<string>()
  const [asked, setAsked] = useState<Asked>()
  const [blackout, setBlackout] = useState<readonly DateText[]>()
  const month = monthOf(date)
  const dates = useMemo(
    () => (mode === 'month' ? datesOfMonth(month) : datesOfWeek(date)),
    [mode, month, date],
  )
  const { slots, problem } = useSlots(
    environment?.id,
    spanOf(dates, environment?.zone ?? 'UTC'),
    judgedBatch(plan, held ?? picked, environment?.id),
    plan.version,
  )
  const cells = useMemo(
    () =>
      environment === undefined ? [] : cellsOf({ dates, month, environment, plan, slots, now }),
    [dates, month, environment, plan, slots, now],
  )
  if (environment === undefined) return null
  const write = project?.mode === 'write'

  return (
    <>
      <ScheduleTools
        plan={plan}
        environments={environments}
        environment={environment}
        onEnvironment={(id) => {
          setChosen(id)
          const next = environments.find((one) => one.id === id)
          if (next !== undefined) setDate(firstDate(plan, next, now))
        }}
        mode={mode}
        onMode={setMode}
        date={date}
        onDate={setDate}
        now={now}
        write={write}
        onBlackout={() => setBlackout([date])}
        onAsk={setAsked}
      />
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <div className="schedule-body columns fills">
        {mode === 'month' ? (
          <Calendar
            plan={plan}
            cells={cells}
            environment={environment}
            write={write}
            picked={picked}
            onPick={setPicked}
            onHeld={setHeld}
            onAsk={setAsked}
            onBlackout={setBlackout}
          />
        ) : (
          <WeekHours cells={cells} zone={environment.zone} now={now} onPick={setPicked} />
        )}
        <ScheduleSide
          plan={plan}
          environment={environment}
          picked={picked}
          held={held}
          cells={cells}
          write={write}
          onAsk={setAsked}
          onPick={setPicked}
        />
      </div>
      {asked === undefined ? null : (
        <ChangeDialog
          key={asked.title}
          asked={asked}
          onAsk={setAsked}
          onClose={() => setAsked(undefined)}
        />
      )}
      {blackout === undefined ? null : (
        <BlackoutDialog
          dates={blackout}
          environments={environments}
          onClose={() => setBlackout(undefined)}
          onAsk={(next) => {
            setBlackout(undefined)
            setAsked(next)
          }}
        />
      )}
    </>
  )
}

const environmentOf = ({ batches }: PlanDetails, batch: string | undefined): string | undefined =>
  batches.find(({ id }) => id === batch)?.windows[0]?.environment

/** The batch that the calendar is judged for: one that has customers in this environment. */
function judgedBatch(
  { batches }: PlanDetails,
  id: string | undefined,
  environment: string | undefined,
): string | undefined {
  const batch = batches.find((one) => one.id === id)
  const here =
    batch?.missing.some((one) => one === environment) === true ||
    batch?.windows.some((window) => window.environment === environment) === true
  return here ? id : undefined
}
