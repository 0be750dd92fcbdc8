import { Button } from '@mantine/core'
import { formatCount, plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Meter } from '../../components/Meter.tsx'
import { Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { customerTone } from '../../components/state-tones.ts'
import { verdictMark } from './view-model.ts'
import type { BatchLine } from './view-model.ts'

type Props = {
  readonly lines: readonly BatchLine[]
  readonly customers: number
  readonly zone: string
  /** Undefined: all customers. */
  readonly chosen: string | undefined
  readonly onChoose: (batch: string | undefined) => void
}

/** All batches with their derived states; the table beside shows the customers of the chosen one. */
export const BatchList = ({ lines, customers, zone, chosen, onChoose }: Props) => (
  <Panel
    title="Batches"
    aside={
      <Button
        size="compact-xs"
        aria-pressed={chosen === undefined}
        variant={chosen === undefined ? 'light' : 'default'}
        onClick={() => onChoose(undefined)}
      >
        All {formatCount(customers)}
      </Button>
    }
  >
    <table className="grid batch-list">
      <tbody>
        {lines.map((line) => (
          <BatchRow
            key={line.batch.id}
            line={line}
            zone={zone}
            chosen={chosen === line.batch.id}
            onChoose={() => onChoose(line.batch.id)}
          />
        ))}
      </tbody>
    </table>
  </Panel>
)

function BatchRow({
  line: { batch, label, onTarget, rest },
  zone,
  chosen,
  onChoose,
}: {
  readonly line: BatchLine
  readonly zone: string
  readonly chosen: boolean
  readonly onChoose: () => void
}) {
  const verdict = verdictMark(batch.logCheck)
  const [window] = batch.windows
  return (
    <tr data-active={chosen} onClick={onChoose}>
      <td>
        <div className="row">
          <button type="button" className="batch-name" aria-pressed={chosen}>
            {label}
          </button>
          <StateMark tone={customerTone[batch.state]}>{batch.state}</StateMark>
        </div>
        <Meter
          label={`${onTarget} of ${batch.members} on the target`}
          total={batch.members}
          parts={[
            { tone: 'good', value: onTarget, label: 'on the target' },
            { tone: 'bad', value: batch.counts.failed ?? 0, label: 'failed' },
          ]}
        />
        <div className="row muted">
          <span>
            {onTarget} of {batch.members}
          </span>
          <span>{plural(batch.accounts, 'account')}</span>
        </div>
        <div className="row muted">
          <span>
            {window === undefined
              ? 'no window'
              : `${dayAndTime(window.from, zone)}${batch.windows.length > 1 ? ` +${batch.windows.length - 1}` : ''}`}
          </span>
          {batch.tests === undefined ? null : (
            <span>
              {batch.tests.failing > 0
                ? `${batch.tests.failing} of ${batch.tests.tested} tests fail`
                : `${batch.tests.tested} tested`}
            </span>
          )}
          {verdict === undefined ? null : <StateMark tone={verdict.tone}>{verdict.word}</StateMark>}
        </div>
        {rest === '' || onTarget === 0 ? null : <div className="muted clip">{rest}</div>}
      </td>
    </tr>
  )
}
