import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { dayAndTime, shortTime } from '../../components/format-time.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { PlaceLink } from '../../components/PlaceLink.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useProjectTime } from '../../components/use-project-time.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { sessionStore } from '../../stores/session-store.ts'
import { countdown, nextWindow } from './desk.ts'
import type { NextWindowLine } from './desk.ts'

/** When the next batch may move, counted down, in the operator's zone and in that of the environment. */
export function NextWindow() {
  const overview = useStore(projectStore, (state) => state.overview)
  const operator = useStore(sessionStore, ({ start }) => start?.zone ?? 'UTC')
  const now = useProjectTime()
  if (overview === undefined || overview === null) return null
  const next = nextWindow(overview, now)
  return (
    <Panel title="Next window">
      {next === undefined ? (
        <Empty>
          {overview.batches.length === 0 ? (
            <>
              There is no plan yet:{' '}
              <PlaceLink place={{ view: 'batches' }}>plan the batches first</PlaceLink>.
            </>
          ) : (
            'No batch with customers to move has a window ahead. The schedule shows why.'
          )}
        </Empty>
      ) : (
        <Window next={next} now={now} operator={operator} />
      )}
    </Panel>
  )
}

type WindowProps = {
  readonly next: NextWindowLine
  readonly now: number
  readonly operator: string
}

function Window({ next, now, operator }: WindowProps) {
  const zones = [...new Set([next.zone, operator])]
  return (
    <>
      <div className="row">
        <span>
          <b>{next.label}</b> · {next.environment}
        </span>
        <Button
          size="compact-xs"
          onClick={() => goTo('batches', { kind: 'batch', id: next.batch })}
        >
          Show the batch
        </Button>
      </div>
      <p>
        <StateMark tone={next.open ? 'active' : 'ready'}>
          {next.open ? 'open, closes in' : 'opens in'}
        </StateMark>
        <span className="countdown" role="timer">
          {countdown((next.open ? next.to : next.from) - now)}
        </span>
      </p>
      <dl className="next-windows">
        {zones.map((zone) => (
          <div key={zone} style={{ display: 'contents' }}>
            <dt className="muted">{zone}</dt>
            <dd>
              {dayAndTime(next.from, zone)}–{shortTime(next.to, zone)}
            </dd>
            <dd className="muted">{zone === operator ? 'here' : 'there'}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
