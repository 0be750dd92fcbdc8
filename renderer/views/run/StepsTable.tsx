import { Button } from '@mantine/core'
import type { LiveRun } from '../../../shared/domain/live-run.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import type { RunRecord } from '../../../shared/ipc/run-views.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Meter } from '../../components/Meter.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useZone } from '../../components/use-zone.ts'
import { probeText, probeTone, stepLines } from './step-lines.ts'
import type { StepLine } from './step-lines.ts'

type Props = {
  readonly record: RunRecord
  readonly live: LiveRun | undefined
  readonly onStep: (step: string) => void
}

/** The dry run beside the real run: what was said of each step before the start, and what came of it. */
export function StepsTable({ record, live, onStep }: Props) {
  const zone = useZone()
  const { dryRun } = record
  const total = record.members.length
  return (
    <>
      <p className="muted">
        {dryRun === undefined
          ? 'No dry run was looked at before this start, so there is nothing to compare with.'
          : `Dry run of ${dayAndTime(dryRun.at, zone)} for ${plural(dryRun.members, 'member')}; ${
              dryRun.notPredicted === 0
                ? 'every step could be predicted'
                : `${plural(dryRun.notPredicted, 'step')} could not be predicted`
            }.`}
      </p>
      <div className="scroll">
        <table className="grid steps" aria-label="Steps">
          <thead>
            <tr>
              <th rowSpan={2}>Step</th>
              <th colSpan={2} className="group">
                Dry run
              </th>
              <th colSpan={4} className="group">
                Run
              </th>
            </tr>
            <tr>
              <th>Was</th>
              <th className="num">Predicted</th>
              <th>State</th>
              <th className="meter-column">of {formatCount(total)}</th>
              <th className="num">Median</th>
              <th className="num">Longest</th>
            </tr>
          </thead>
          <tbody>
            {stepLines(record, live).map((line) => (
              <StepRow key={line.id} line={line} total={total} onStep={onStep} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function StepRow({
  line,
  total,
  onStep,
}: {
  readonly line: StepLine
  readonly total: number
  readonly onStep: (step: string) => void
}) {
  const { predicted } = line
  const ms = (value: number | undefined): string => (value === undefined ? '–' : formatMs(value))
  return (
    <tr data-active={line.running > 0}>
      <td>
        <Button
          variant="transparent"
          size="compact-xs"
          className="link"
          title="Attempts and output of this step"
          onClick={() => onStep(line.id)}
        >
          {line.title}
        </Button>
        <div className="muted">
          {line.effect}
          {line.pointOfNoReturn !== undefined
            ? ' · past the point of no return'
            : line.hasUndo
              ? ' · can be undone'
              : ''}
        </div>
        {line.differs === '' ? null : <StateMark tone="warn">{line.differs}</StateMark>}
      </td>
      <td>
        {predicted === undefined
          ? '–'
          : Object.entries(predicted.probes).map(([probe, count]) => (
              // Keys of the record are probe answers by its type; Object.entries forgets that.
              <StateMark key={probe} tone={probeTone[probe as keyof typeof probeTone]}>
                {probeText[probe as keyof typeof probeText]}
                {predicted.members > 1 ? ` ${count}` : ''}
              </StateMark>
            ))}
      </td>
      <td className="num">{ms(predicted?.predictedMs)}</td>
      <td>
        <StateMark tone={line.tone}>{line.state}</StateMark>
      </td>
      <td>
        <span className="num">
          {line.done} done
          {line.failed > 0 ? `, ${line.failed} failed` : ''}
          {line.skipped > 0 ? `, ${line.skipped} skipped` : ''}
          {line.undone > 0 ? `, ${line.undone} undone` : ''}
        </span>
        <Meter
          parts={[
            { tone: 'good', value: line.done, label: 'done' },
            { tone: 'active', value: line.running, label: 'running' },
            { tone: 'bad', value: line.failed, label: 'failed' },
            { tone: 'warn', value: line.skipped + line.undone, label: 'skipped or undone' },
          ]}
          total={total}
          label={`${line.title}: ${line.done} done, ${line.running} running, ${line.failed} failed, ${line.skipped} skipped of ${total}`}
        />
      </td>
      <td className="num">{ms(line.medianMs)}</td>
      <td className="num">{ms(line.longestMs)}</td>
    </tr>
  )
}
