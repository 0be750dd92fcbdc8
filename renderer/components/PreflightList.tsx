import type { PreflightAnswer, PreflightReport } from '../../shared/domain/preflight.ts'
import type { Tone } from '../../shared/ipc/tone.ts'
import './preflight.css'
import { StateMark } from './StateMark.tsx'

const marks: Readonly<Record<PreflightAnswer, { readonly tone: Tone; readonly word: string }>> = {
  ok: { tone: 'good', word: 'ok' },
  warn: { tone: 'warn', word: 'look' },
  block: { tone: 'bad', word: 'blocks' },
}

/** What a pre-flight found, in its order; `brief` leaves out what is ok and says how much that is. */
export function PreflightList({
  report,
  brief = false,
}: {
  readonly report: PreflightReport
  readonly brief?: boolean
}) {
  const shown = brief ? report.items.filter(({ answer }) => answer !== 'ok') : report.items
  const fine = report.items.length - shown.length
  return (
    <ul className="preflight" aria-label="Pre-flight">
      {shown.map(({ check, answer, sentence, next }) => (
        <li key={check}>
          <StateMark tone={marks[answer].tone}>{marks[answer].word}</StateMark>
          <span>
            {sentence}
            {next === undefined ? null : <span className="muted"> Next: {next}</span>}
          </span>
        </li>
      ))}
      {brief && fine > 0 ? (
        <li>
          <StateMark tone="good">ok</StateMark>
          <span className="muted">
            {fine} of {report.items.length} are as they should be.
          </span>
        </li>
      ) : null}
    </ul>
  )
}
