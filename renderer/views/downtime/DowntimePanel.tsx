import { useStore } from 'zustand'
import { formatMs } from '../../../shared/domain/time.ts'
import { formatSpan } from '../../components/format-span.ts'
import { Meter } from '../../components/Meter.tsx'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import type { Tone } from '../../../shared/ipc/tone.ts'
import { projectStore } from '../../stores/project-store.ts'
import { downtimeLines } from './view-model.ts'
import type { DowntimeLine } from './view-model.ts'

const tones: Readonly<Record<DowntimeLine['state'], Tone>> = {
  inside: 'good',
  over: 'bad',
  open: 'active',
  unknown: 'warn',
}
const words: Readonly<Record<DowntimeLine['state'], string>> = {
  inside: 'inside',
  over: 'over budget',
  open: 'measuring',
  unknown: 'unknown',
}

/** Measured from outside by probes, against the budget. */
export function DowntimePanel() {
  const windows = useStore(projectStore, ({ overview }) => overview?.downtime)
  const lines = downtimeLines(windows ?? [])
  return (
    <Panel title="Downtime" aside={<span className="muted">measured from outside</span>}>
      {lines.length === 0 ? (
        <Empty>No window yet. The switchovers and each moved customer open one.</Empty>
      ) : (
        <table className="grid">
          <thead>
            <tr>
              <th>Service</th>
              <th className="num">Longest</th>
              <th className="num">Budget</th>
              <th>Used</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key}>
                <td>
                  {line.service} <span className="muted">{line.scope}</span>
                  {line.windows > 1 ? <span className="muted"> × {line.windows}</span> : null}
                </td>
                <td className="num">{measured(line)}</td>
                <td className="num">{formatSpan(line.budgetMs)}</td>
                <td>
                  <StateMark tone={tones[line.state]}>{words[line.state]}</StateMark>
                  <Meter
                    parts={[{ tone: tones[line.state], value: line.longestMs ?? 0, label: 'used' }]}
                    total={line.budgetMs}
                    label={`${line.service} ${line.scope}: ${measured(line)} of ${formatSpan(line.budgetMs)}`}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

const measured = ({ longestMs }: DowntimeLine): string =>
  longestMs === undefined ? '–' : longestMs === null ? 'unknown' : formatMs(longestMs)
