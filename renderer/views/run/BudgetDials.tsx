import type { BudgetDial, LiveRun } from '../../../shared/domain/live-run.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import { formatSpan } from '../../components/format-span.ts'
import { clockTime } from '../../components/format-time.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { useProjectTime } from '../../components/use-project-time.ts'
import { useZone } from '../../components/use-zone.ts'
import { dialNow } from './view-model.ts'

/** Budgets of the windows that are open now, the tightest first. */
export function BudgetDials({ run }: { readonly run: LiveRun }) {
  const dials = run.windows ?? []
  if (dials.length === 0) return null
  return (
    <section className="dials" aria-label="Downtime budget">
      {dials.map((dial) => (
        <Dial key={`${dial.service} ${dial.member}`} dial={dial} />
      ))}
    </section>
  )
}

function Dial({ dial }: { readonly dial: BudgetDial }) {
  const now = useProjectTime()
  const zone = useZone()
  const shown = dialNow(dial, now)
  const share = (ms: number): string =>
    `${Math.min(100, Math.max(0, (ms / dial.budgetMs) * 100)).toFixed(1)}%`
  const turnBackMs = dial.undoMs === undefined ? undefined : dial.budgetMs - dial.undoMs
  return (
    <div className="dial" data-alarm={shown.alarm}>
      <div className="row">
        <strong>
          {dial.service} <span className="muted">{dial.scope}</span>
        </strong>
        <span role={shown.alarm === 'none' ? undefined : 'alert'}>
          <StateMark tone={shown.tone}>{shown.words}</StateMark>
        </span>
      </div>
      <div
        className="dial-bar"
        role="meter"
        aria-label={`Downtime of ${dial.service} ${dial.scope}, seconds`}
        aria-valuemin={0}
        aria-valuemax={Math.round(dial.budgetMs / 1000)}
        aria-valuenow={Math.min(
          Math.round(dial.budgetMs / 1000),
          Math.round((shown.usedMs ?? 0) / 1000),
        )}
        aria-valuetext={
          shown.usedMs === null
            ? 'unknown'
            : `${formatMs(shown.usedMs)} of ${formatSpan(dial.budgetMs)}`
        }
      >
        <span
          className="dial-used"
          data-tone={shown.tone}
          style={{ width: share(shown.usedMs ?? 0) }}
        />
        {turnBackMs === undefined || turnBackMs <= 0 ? null : (
          <span
            className="dial-back"
            style={{ left: share(turnBackMs) }}
            title="Latest safe moment to turn back"
          />
        )}
      </div>
      <dl className="facts-line">
        <Fact name="used">{shown.usedMs === null ? 'unknown' : formatMs(shown.usedMs)}</Fact>
        <Fact name="left">
          {shown.leftMs === undefined ? 'unknown' : formatMs(Math.max(0, shown.leftMs))}
        </Fact>
        <Fact name="budget">{formatSpan(dial.budgetMs)}</Fact>
        <Fact name="forecast">
          {dial.forecastMs === undefined ? 'not known yet' : formatMs(dial.forecastMs)}
        </Fact>
        <Fact name={`undo${dial.undoBasis === undefined ? '' : `, ${dial.undoBasis}`}`}>
          {dial.undoMs === undefined ? 'not known' : formatMs(dial.undoMs)}
        </Fact>
        <Fact name="latest safe moment to turn back">{turnBackText(dial, shown, now, zone)}</Fact>
        <Fact name="probes">{dial.seen.join(', ') || 'no answer yet'}</Fact>
      </dl>
    </div>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

function turnBackText(
  dial: BudgetDial,
  shown: ReturnType<typeof dialNow>,
  now: number,
  zone: string,
): string {
  const { turnBackInMs } = shown
  if (dial.spareMs === undefined)
    return dial.usedMs === null ? 'not known' : 'none: nobody knows the way back'
  if (turnBackInMs === undefined) return `${formatMs(Math.max(0, dial.spareMs))} into an outage`
  if (turnBackInMs <= 0) return 'has passed'
  return `${clockTime(now + turnBackInMs, zone)}, in ${formatMs(turnBackInMs)}`
}
