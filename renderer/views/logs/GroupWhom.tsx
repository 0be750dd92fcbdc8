import { isOnlyCounted } from '../../../shared/log-rules/looks.ts'
import type { GroupFinding } from '../../../shared/log-rules/types.ts'
import { formatCount } from '../../components/format-count.ts'

type Props = {
  readonly finding: GroupFinding
  /** Customers that are left out. */
  readonly more: number
  readonly onShow: (customer: string) => void
}

const most = 60

/** Whom the lines speak of: those of the batch apart from the rest, and who is only a guess. */
export function GroupWhom({ finding, more, onShow }: Props) {
  const { customers, moved, firstFor } = finding
  const own = new Set(moved)
  const first = new Set(firstFor)
  const parts = [
    { title: 'Moved with this batch', list: customers.filter((c) => own.has(c.customer)) },
    { title: 'Other customers', list: customers.filter((c) => !own.has(c.customer)) },
  ].filter(({ list }) => list.length > 0)
  if (parts.length === 0)
    return (
      <p className="muted">
        {isOnlyCounted(finding)
          ? 'Lines of information are counted; whom they name is kept only of those with a code.'
          : 'Its lines name no customer.'}
      </p>
    )
  return (
    <div className="whom">
      {parts.map(({ title, list }) => (
        <div key={title}>
          <h3>
            {title} ({formatCount(list.length)})
          </h3>
          <ul>
            {list.slice(0, most).map(({ customer, count, unsure, by }) => (
              <li key={customer}>
                {own.has(customer) ? (
                  <button type="button" className="quiet" onClick={() => onShow(customer)}>
                    {customer}
                  </button>
                ) : (
                  customer
                )}{' '}
                <span className="muted">
                  {formatCount(count)} {count === 1 ? 'line' : 'lines'}, by {by}
                  {unsure ? ', unsure: there is more than one candidate' : ''}
                  {first.has(customer) ? ', for the first time' : ''}
                </span>
              </li>
            ))}
          </ul>
          {list.length > most ? (
            <p className="muted">and {formatCount(list.length - most)} more</p>
          ) : null}
        </div>
      ))}
      {more > 0 ? (
        <p className="muted">{formatCount(more)} further customers are counted only.</p>
      ) : null}
    </div>
  )
}
