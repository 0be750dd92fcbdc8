import { Button } from '@mantine/core'
import { batchName } from '../../../shared/domain/batch-name.ts'
import { localSpan } from '../../../shared/domain/local-time.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import type { PlanDetails } from '../../../shared/ipc/plan-views.ts'
import { LoadChart } from '../../charts/LoadChart.tsx'
import { plural } from '../../components/format-count.ts'
import { Meter } from '../../components/Meter.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useZoneOf } from '../../components/use-zone-of.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { useNextFree } from './use-next-free.ts'
import type { Asked } from './ScheduleView.tsx'
import { loadOf, spanOf, windowTone } from './view-model.ts'
import type { Cell } from './view-model.ts'

type Props = {
  readonly plan: PlanDetails
  readonly environment: { readonly id: string; readonly title: string; readonly zone: string }
  readonly picked: string | undefined
  readonly held: string | undefined
  readonly cells: readonly Cell[]
  readonly write: boolean
  readonly onAsk: (asked: Asked) => void
  readonly onPick: (batch: string) => void
}

/** Beside the calendar: the batch that was picked, the load of the windows that are shown, blackouts. */
export function ScheduleSide(props: Props) {
  const { plan, environment, cells, write, onAsk } = props
  const shown = props.held ?? props.picked
  const bookings = cells.flatMap((cell) => cell.bookings)
  return (
    <aside className="schedule-side" aria-label="Batch, load and blackouts">
      {shown === undefined ? (
        <p className="muted">
          Pick a batch to see its window and every night judged for it. Drag it onto another night,
          or press space on it and the arrow keys.
        </p>
      ) : (
        // Of another batch or environment nothing is kept: the next free night is that of this one.
        <BatchFacts key={`${shown} ${environment.id}`} {...props} batch={shown} />
      )}
      <h3>Load of the windows shown</h3>
      {bookings.length === 0 ? null : (
        <p className="muted">Expected work in front of the room that each window has.</p>
      )}
      <LoadChart
        bars={bookings.map(({ batch, window }) => ({
          label: batchName(batch.id).replace('Batch ', ''),
          workMinutes: window.workMs / 60_000,
          roomMinutes: (window.to - window.from) / 60_000 - plan.reserveMinutes,
        }))}
        label={`Expected work against room of ${plural(bookings.length, 'window')} of ${environment.title}, minutes`}
        none="No window in this part of the calendar."
      />
      <h3>Blackouts</h3>
      {plan.blackouts.length === 0 ? (
        <p className="muted">None. Drag over the dates of days to keep them free.</p>
      ) : (
        <ul>
          {plan.blackouts.map((blackout) => (
            <li key={`${blackout.from} ${blackout.reason}`} className="row">
              <span>
                {blackout.from} to {blackout.to}: {blackout.reason}{' '}
                <span className="muted">{blackout.environments?.join(', ') ?? 'all'}</span>
              </span>
              {write ? (
                <Button
                  size="compact-xs"
                  aria-label={`Remove the blackout ${blackout.reason}`}
                  onClick={() =>
                    onAsk({
                      title: `Remove the blackout “${blackout.reason}”`,
                      change: { kind: 'remove-blackout', blackout },
                    })
                  }
                >
                  Remove…
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </aside>
  )
}

function BatchFacts(props: Props & { readonly batch: string }) {
  const { plan, environment, batch: id, cells, write, onAsk } = props
  const batch = plan.batches.find((one) => one.id === id)
  const after = spanOf(
    cells.slice(0, 1).map(({ date }) => date),
    environment.zone,
  )
  const next = useNextFree(id, environment.id, after.from, plan.version)
  const zoneOf = useZoneOf()
  if (batch === undefined)
    return <p className="muted">{batchName(id)} is not in the plan any more.</p>
  return (
    <section className="batch-facts">
      <h3>
        {batchName(batch.id)}{' '}
        <span className="muted">
          {plural(batch.customers, 'customer')}, {plural(batch.accounts, 'account')}
        </span>
      </h3>
      {batch.windows.map((window) => (
        <div key={window.environment}>
          <div>
            <StateMark tone={windowTone[window.state]}>{window.state}</StateMark>
            {window.environment}: {localSpan(window.from, window.to, zoneOf(window.environment))}
            {window.fixed ? ', placed by hand' : ''}
          </div>
          <Meter
            parts={[
              {
                tone: loadOf(window, plan.reserveMinutes) > 1 ? 'bad' : 'good',
                value: Math.round(window.workMs / 60_000),
                label: 'work',
              },
            ]}
            total={(window.to - window.from) / 60_000}
            label={`About ${formatMs(window.workMs)} of work in a window of ${formatMs(window.to - window.from)}, of which ${plan.reserveMinutes} min are kept`}
          />
          <span className="muted">
            {plural(window.accounts, 'account')}, about {formatMs(window.workMs)} of work in{' '}
            {formatMs(window.to - window.from)}
          </span>
        </div>
      ))}
      {plan.unplaced
        .filter((one) => one.batch === batch.id)
        .map(({ environment: of, message }) => (
          <p key={of} data-tone="bad" className="toned">
            {message}
          </p>
        ))}
      {next === undefined ? null : (
        <div>
          <b>Next free night from here: </b>
          {next.slot === undefined
            ? 'none'
            : localSpan(next.slot.from, next.slot.to, environment.zone)}
          {next.refused.length === 0 ? null : (
            <details>
              <summary>{plural(next.refused.length, 'night')} before it and why not</summary>
              <ul className="refused">
                {next.refused.map(({ from, to, reason }) => (
                  <li key={from}>
                    <span className="muted">{localSpan(from, to, environment.zone)}:</span> {reason}
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
      <div className="row buttons">
        <Button size="compact-xs" onClick={() => goTo('batches', { kind: 'batch', id: batch.id })}>
          Open the batch
        </Button>
        <Button size="compact-xs" onClick={() => goTo('timeline', { kind: 'batch', id: batch.id })}>
          In the timeline
        </Button>
        {write && batch.windows.some(({ fixed }) => fixed) ? (
          <Button
            size="compact-xs"
            onClick={() =>
              onAsk({
                title: `Give the window of ${batchName(batch.id)} back to the planner`,
                change: { kind: 'release', batch: batch.id },
                batch: batch.id,
              })
            }
          >
            Release…
          </Button>
        ) : null}
        {write &&
        next?.slot !== undefined &&
        batch.missing.some((one) => one === environment.id) ? (
          <Button
            size="compact-xs"
            onClick={() => {
              if (next.slot !== undefined)
                onAsk({
                  title: `Give ${batchName(batch.id)} the next free night`,
                  batch: batch.id,
                  change: {
                    kind: 'place',
                    batch: batch.id,
                    environment: next.slot.environment,
                    from: next.slot.from,
                  },
                })
            }}
          >
            Take it…
          </Button>
        ) : null}
      </div>
    </section>
  )
}
