import { Button } from '@mantine/core'
import { formatMs } from '../../../shared/domain/time.ts'
import { plural } from '../../components/format-count.ts'
import { formatSpan } from '../../components/format-span.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Meter } from '../../components/Meter.tsx'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useZone } from '../../components/use-zone.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { lineTone, lineWord, totals } from './view-model.ts'
import type { DowntimeLine } from './view-model.ts'

/** Budget against measured, one line a window of the method and one for all moved customers. */
export function BookPanel({ lines }: { readonly lines: readonly DowntimeLine[] }) {
  const sum = totals(lines)
  return (
    <Panel
      title="Downtime"
      aside={
        <span className="muted">
          {formatMs(sum.usedMs)} used of {formatSpan(sum.budgetMs)}, {formatSpan(sum.aheadMs)} still
          to come
          {sum.unknown > 0 ? ` · ${plural(sum.unknown, 'window')} unknown, not counted` : ''} ·
          measured from outside
        </span>
      }
    >
      {lines.length === 0 ? (
        <Empty>No window yet. The switchovers and each moved customer open one.</Empty>
      ) : (
        <table className="grid" aria-label="Downtime by service">
          <thead>
            <tr>
              <th>Service</th>
              <th>Procedure</th>
              <th className="num">Longest</th>
              <th className="num">Uncertainty</th>
              <th className="num">Budget</th>
              <th>Used</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={line.key} line={line} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function Line({ line }: { readonly line: DowntimeLine }) {
  const zone = useZone()
  const { shown } = line
  return (
    <tr>
      <td>
        {shown === undefined ? (
          line.service
        ) : (
          <Button
            variant="transparent"
            size="compact-xs"
            className="window-link"
            onClick={() => goTo('downtime', { kind: 'window', id: line.key })}
          >
            {line.service}
          </Button>
        )}{' '}
        <span className="muted">{line.scope}</span>
        {line.windows > 1 ? <span className="muted"> × {line.windows}</span> : null}
      </td>
      <td className="muted">
        {line.title}
        {line.state === 'planned' && line.plannedAt !== undefined
          ? ` · planned ${dayAndTime(line.plannedAt, zone)}`
          : ''}
      </td>
      <td className="num">{measured(line.longestMs)}</td>
      <td className="num">
        {line.resolutionMs === undefined ? '–' : `± ${formatMs(line.resolutionMs)}`}
      </td>
      <td className="num">{formatSpan(line.budgetMs)}</td>
      <td>
        <StateMark tone={lineTone[line.state]}>{lineWord[line.state]}</StateMark>
        <Meter
          parts={[{ tone: lineTone[line.state], value: line.longestMs ?? 0, label: 'used' }]}
          total={line.budgetMs}
          label={`${line.service} ${line.scope}: ${measured(line.longestMs)} of ${formatSpan(line.budgetMs)}`}
        />
      </td>
    </tr>
  )
}

export const measured = (ms: number | null | undefined): string =>
  ms === undefined ? '–' : ms === null ? 'unknown' : formatMs(ms)
