import { formatPlace } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'

type Props = { readonly problem: Problem; readonly onDismiss?: () => void }

/** A problem as the operator needs it: what, where, what is safe now, what to do next. Text from hosts stays text. */
export function ProblemAlert({ problem, onDismiss }: Props) {
  const place = formatPlace(problem.where)
  const more = problem.more ?? []
  return (
    <div className="alert" data-tone="bad" role="alert">
      <div>
        <strong>{problem.message}</strong>
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
      {onDismiss === undefined ? null : (
        <button type="button" className="quiet" onClick={onDismiss}>
          Dismiss
        </button>
      )}
    </div>
  )
}
