import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { formatMs } from '../../../shared/domain/time.ts'
import type { TraceView, WindowRow } from '../../../shared/ipc/downtime-views.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { runIdOf } from '../../api/ids.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { clockTime } from '../../components/format-time.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { useZone } from '../../components/use-zone.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { measured } from './BookPanel.tsx'
import { segments } from './view-model.ts'

/** What the probes of one window saw, before, in and after it: good, bad, unknown. */
export function TracePanel({ row }: { readonly row: WindowRow }) {
  const zone = useZone()
  /** Null: the window is open. */
  const [view, setView] = useState<TraceView | null>()
  const [isUnread, setIsUnread] = useState(false)
  const { run, member, service, openedAt, closedAt } = row
  useEffect(() => {
    let current = true
    void orTell(
      invoke('downtime/get-trace', { run: runIdOf(run), member, service, openedAt }),
    ).then((answer) => {
      if (!current) return
      setView(answer)
      setIsUnread(answer === undefined)
    })
    return () => {
      current = false
    }
  }, [run, member, service, openedAt, closedAt])

  return (
    <Panel
      title={`Probes of ${service} ${row.name ?? row.scope}`}
      aside={
        <>
          <Button size="compact-xs" onClick={() => goTo('run', { kind: 'run', id: run })}>
            Its run
          </Button>
          <Button size="compact-xs" onClick={() => goTo('downtime')}>
            Close
          </Button>
        </>
      }
    >
      {view === undefined ? (
        <p className="muted" role="status">
          {isUnread
            ? 'The trace could not be read; the top of the window says why.'
            : 'Reading the trace…'}
        </p>
      ) : view === null ? (
        <Empty>This window is open. Its trace is kept when it closes; the run shows it live.</Empty>
      ) : (
        <>
          <p>
            <b>{measured(row.measuredMs)}</b> measured, ± {formatMs(view.resolutionMs)} ·{' '}
            {plural(view.samples, 'probe')}
            {view.unknownSamples > 0
              ? `, ${formatCount(view.unknownSamples)} unknown: they make no figure smaller`
              : ''}
            {view.lastGood === undefined
              ? ''
              : ` · last good answer ${clockTime(view.lastGood, zone)}`}
            {view.firstGood === undefined
              ? ''
              : ` · stable again ${clockTime(view.firstGood, zone)}`}{' '}
            {zone}
          </p>
          {view.traces.length === 0 ? (
            <Empty>This window was measured before traces were kept.</Empty>
          ) : (
            segments(view).map((trace) => (
              <div key={trace.probe} className="trace">
                <span className="mono">{trace.probe}</span>
                {trace.segments.length === 0 ? (
                  <span className="muted">It was not sent.</span>
                ) : (
                  <div
                    className="trace-bar"
                    role="img"
                    aria-label={trace.segments
                      .slice(0, 20)
                      .map((s) => `${s.verdict} ${formatMs(s.toMs - s.fromMs)}, ${s.count} probes`)
                      .join('; ')}
                  >
                    {trace.segments.map((segment) => (
                      <span
                        key={segment.fromMs}
                        data-verdict={segment.verdict}
                        style={{ left: `${segment.left}%`, width: `${segment.width}%` }}
                        title={`${segment.verdict}, ${plural(segment.count, 'probe')}, from ${(segment.fromMs / 1000).toFixed(1)} s to ${(segment.toMs / 1000).toFixed(1)} s after the opening`}
                      />
                    ))}
                  </div>
                )}
              </div>
            ))
          )}
          <p className="trace-key muted">
            <span data-verdict="good" /> good <span data-verdict="bad" /> bad{' '}
            <span data-verdict="unknown" /> unknown <span data-verdict="mixed" /> changing fast
          </p>
        </>
      )}
    </Panel>
  )
}
