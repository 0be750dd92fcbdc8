import { useMemo } from 'react'
import type { LogCheckView } from '../../../shared/ipc/log-views.ts'
import type { CustomerVerdict, Verdict } from '../../../shared/log-rules/types.ts'
import { plural } from '../../components/format-count.ts'
import { Empty } from '../../components/Panel.tsx'
import { Opened } from '../../components/Opened.tsx'
import { SelectList } from '../../components/SelectList.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { CustomerDetail } from './CustomerDetail.tsx'
import type { LogPlace } from './LogTabs.tsx'
import { verdictTone } from './view-model.ts'

const detailId = 'log-customer'

type Props = {
  readonly batch: string
  readonly check: LogCheckView | null | undefined
  readonly place: LogPlace
  readonly onPlace: (place: LogPlace) => void
  readonly mayWrite: boolean
  readonly onChanged: () => void
}

const order: readonly Verdict[] = ['fail', 'inconclusive', 'pass']

/** Every moved customer with its own verdict, the worst first. */
export function CustomersTab({ batch, check, place, onPlace, mayWrite, onChanged }: Props) {
  const customers = useMemo(
    () =>
      (check?.customers ?? []).toSorted(
        (a, b) =>
          order.indexOf(a.verdict) - order.indexOf(b.verdict) || (a.customer < b.customer ? -1 : 1),
      ),
    [check],
  )
  if (check === undefined || check === null)
    return (
      <Empty>
        {check === null ? 'No customer has a verdict before the first check.' : 'Reading…'}
      </Empty>
    )
  if (customers.length === 0)
    return <Empty>No customer of this batch had begun to move when the logs were checked.</Empty>
  const asked = place.tab === 'customers' ? place.customer : undefined
  const selected = customers.find(({ customer }) => customer === asked) ?? customers[0]
  return (
    <div className="group-columns narrow columns">
      <div className="group-side">
        {asked !== undefined && selected?.customer !== asked ? (
          <p className="muted">Customer {asked} was not moved with this batch.</p>
        ) : null}
        <SelectList<CustomerVerdict>
          items={customers}
          idOf={({ customer }) => customer}
          selected={selected?.customer}
          onSelect={(customer) => onPlace({ tab: 'customers', customer })}
          rowHeight={28}
          label="Moved customers"
          opens={detailId}
        >
          {({ customer, verdict, groups }) => (
            <div className="row log-customer">
              <span>
                <StateMark tone={verdictTone[verdict]}>{verdict}</StateMark> {customer}
              </span>
              <span className="muted">
                {groups.length === 0 ? '' : plural(groups.length, 'group')}
              </span>
            </div>
          )}
        </SelectList>
      </div>
      {selected === undefined ? null : (
        <Opened id={detailId}>
          <CustomerDetail
            // Not by the result: what somebody writes in its dialog stays when another check comes.
            key={`${batch} ${selected.customer}`}
            batch={batch}
            check={check}
            verdict={selected}
            mayWrite={mayWrite}
            onPlace={onPlace}
            onChanged={onChanged}
          />
        </Opened>
      )}
    </div>
  )
}
