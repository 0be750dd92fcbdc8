import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { DateText } from '../../../shared/domain/planning.ts'
import type { PlanDetails } from '../../../shared/ipc/plan-views.ts'
import type { Asked, Mode } from './ScheduleView.tsx'
import { VersionsDrawer } from './VersionsDrawer.tsx'
import { dateBeside, localDateOf, monthBeside, monthOf } from './view-model.ts'

type Environment = { readonly id: string; readonly title: string; readonly zone: string }

type Props = {
  readonly plan: PlanDetails
  readonly environments: readonly Environment[]
  readonly environment: Environment
  readonly onEnvironment: (id: string) => void
  readonly mode: Mode
  readonly onMode: (mode: Mode) => void
  readonly date: DateText
  readonly onDate: (date: DateText) => void
  readonly now: number
  readonly write: boolean
  readonly onBlackout: () => void
  readonly onAsk: (asked: Asked) => void
}

const monthTitle = new Intl.DateTimeFormat('en-GB', {
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})

export function ScheduleTools(props: Props) {
  const { plan, environments, environment, mode, date, now, write } = props
  const [versions, setVersions] = useState(false)
  const step = (by: number): void =>
    props.onDate(
      mode === 'month' ? `${monthBeside(monthOf(date), by)}-01` : dateBeside(date, by * 7),
    )
  return (
    <div className="row schedule-tools">
      <div className="row buttons">
        <SegmentedControl
          size="xs"
          aria-label="Environment"
          value={environment.id}
          onChange={props.onEnvironment}
          data={environments.map(({ id, title }) => ({ value: id, label: title }))}
        />
        <Button size="compact-xs" aria-label={`Earlier ${mode}`} onClick={() => step(-1)}>
          ◂
        </Button>
        <b className="month" aria-live="polite">
          {mode === 'month'
            ? monthTitle.format(new Date(`${monthOf(date)}-01T00:00Z`))
            : `Week of ${date}`}
        </b>
        <Button size="compact-xs" aria-label={`Later ${mode}`} onClick={() => step(1)}>
          ▸
        </Button>
        <Button size="compact-xs" onClick={() => props.onDate(localDateOf(now, environment.zone))}>
          Today
        </Button>
        <span className="muted">{environment.zone}</span>
      </div>
      <div className="row buttons">
        <SegmentedControl
          size="xs"
          aria-label="How much to show"
          value={mode}
          onChange={(value) => props.onMode(value === 'week' ? 'week' : 'month')}
          data={[
            { value: 'month', label: 'Month' },
            { value: 'week', label: 'Week with hours' },
          ]}
        />
        {write ? (
          <Button onClick={props.onBlackout}>Add blackout…</Button>
        ) : (
          <span className="muted">open for reading only</span>
        )}
        <Button onClick={() => setVersions(true)}>Version {plan.version}…</Button>
      </div>
      {versions ? (
        <VersionsDrawer
          plan={plan}
          write={write}
          onAsk={(asked) => {
            setVersions(false)
            props.onAsk(asked)
          }}
          onClose={() => setVersions(false)}
        />
      ) : null}
    </div>
  )
}
