import { Button, Loader } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { CustomerId } from '../../../shared/domain/ids.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { CustomerDetail } from '../../../shared/ipc/customer-views.ts'
import { invoke } from '../../api/client.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { customerTone } from '../../components/state-tones.ts'
import { useFocusBack } from '../../components/use-focus-back.ts'
import { useReread } from '../../components/use-reread.ts'
import { askToReturn } from '../../stores/dialog-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { HistoryPart } from './HistoryPart.tsx'
import { LogPart } from './LogPart.tsx'
import { NotePart } from './NotePart.tsx'
import { SystemsPart } from './SystemsPart.tsx'
import { TestsPart } from './TestsPart.tsx'
import { mayReturn } from './view-model.ts'

type Props = {
  readonly id: CustomerId
  readonly zone: string
  readonly onClose: () => void
}

/** Everything about one customer, beside the table. */
export function CustomerSheet({ id, zone, onClose }: Props) {
  const overview = useStore(projectStore, (state) => state.overview)
  const [detail, setDetail] = useState<CustomerDetail>()
  const [problem, setProblem] = useState<Problem>()
  const heading = useRef<HTMLHeadingElement>(null)
  useFocusBack()
  // In a narrow window the table may be scrolled to far below where the sheet begins.
  useEffect(() => heading.current?.scrollIntoView({ block: 'nearest' }), [id])

  // Read again with every overview: states move while a run goes on.
  useReread(id, overview, async (isCurrent) => {
    const found = await invoke('customer/get-detail', { customer: id })
    if (!isCurrent()) return
    if (found.ok) setDetail(found.value)
    setProblem(found.ok ? undefined : found.problem)
  })

  const writable = overview?.project.mode === 'write'
  const shown = detail?.customer.id === id ? detail : undefined
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes it from wherever the focus is inside
    <aside
      className="customer-sheet"
      aria-label={`Customer ${id}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <header className="row">
        <h2 ref={heading}>{shown === undefined ? id : shown.customer.name}</h2>
        <Button size="compact-xs" aria-label="Close the customer" onClick={onClose}>
          Close
        </Button>
      </header>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {shown === undefined && problem === undefined ? <Loader size="xs" /> : null}
      {shown === undefined ? null : (
        <>
          <Facts detail={shown} />
          {writable && mayReturn(shown.customer.state) ? (
            <div className="row buttons">
              <Button
                aria-label={`Return ${id}`}
                onClick={() =>
                  askToReturn({
                    id,
                    name: shown.customer.name,
                    accounts: shown.customer.accounts,
                  })
                }
              >
                Return to the source…
              </Button>
            </div>
          ) : null}
          <SystemsPart key={`systems ${id}`} id={id} />
          <TestsPart key={`tests ${id}`} detail={shown} writable={writable} zone={zone} />
          <LogPart detail={shown} zone={zone} />
          {writable ? <NotePart key={`note ${id}`} id={id} /> : null}
          <HistoryPart detail={shown} zone={zone} />
        </>
      )}
    </aside>
  )
}

function Facts({ detail: { customer } }: { readonly detail: CustomerDetail }) {
  const more = [
    ...(customer.parent === undefined ? [] : [`reseller above: ${customer.parent}`]),
    ...(customer.mainOffice === undefined ? [] : [`main office: ${customer.mainOffice}`]),
    ...(customer.ivr === undefined ? [] : [`IVR by ${customer.ivr}`]),
    ...(customer.handWork.length === 0 ? [] : [`by hand: ${customer.handWork.join(', ')}`]),
    ...(customer.probeAccount === undefined ? ['lock-out not measured: no probe account'] : []),
  ]
  return (
    <div className="sheet-facts">
      <div>
        <StateMark tone={customerTone[customer.state]}>{customer.state}</StateMark>
        <span className="muted">
          {customer.id} · {customer.kind} · {customer.environment} · {customer.product}
        </span>
      </div>
      <div className="muted">
        {plural(customer.accounts, 'account')} · {formatCount(customer.monthlyMinutes)} minutes a
        month · {customer.batch === undefined ? 'in no batch' : batchName(customer.batch)}
        {customer.returns > 0 ? ` · returned ${plural(customer.returns, 'time')}` : ''}
      </div>
      {more.length === 0 ? null : <div className="muted">{more.join(' · ')}</div>}
    </div>
  )
}
