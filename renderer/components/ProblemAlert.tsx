import type { ReactNode } from 'react'
import { formatPlace } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { StateMark } from './StateMark.tsx'

type Props = { readonly problem: Problem; readonly aside?: ReactNode }

/** A problem as the operator needs it, said at once by a screen reader. */
export const ProblemAlert = ({ problem, aside }: Props) => (
  <div className="alert" data-tone="bad" role="alert">
    <ProblemText problem={problem} />
    {aside}
  </div>
)

/** What, where, what is safe now, what to do next. Text from hosts stays text. */
export function ProblemText({ problem }: { readonly problem: Problem }) {
  const place = formatPlace(problem.where)
  const more = problem.more ?? []
  return (
    <div>
      <StateMark tone="bad">problem</StateMark> <strong>{problem.message}</strong>
      {place === '' ? null : <div className="mono">{place}</div>}
      {more.slice(0, 5).map((other, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a fixed list of lines without identity
        <div key={at} className="muted">
          {formatPlace(other.where)} {other.message}
        </div>
      ))}
      {more.length > 5 ? <div className="muted">and {more.length - 5} more</div> : null}
      {problem.safe === undefined ? null : <div>Safe now: {problem.safe}</div>}
      {problem.next === undefined ? null : <div>Next: {problem.next}</div>}
    </div>
  )
}
