import { Button, Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { followCustomers } from '../../api/customers.ts'
import { customerIdOf } from '../../api/ids.ts'
import { formatCount } from '../../components/format-count.ts'
import { Page } from '../../components/Page.tsx'
import { Empty, Panel } from '../../components/Panel.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { useZone } from '../../components/use-zone.ts'
import { customerStore } from '../../stores/customer-store.ts'
import { navigationStore } from '../../stores/navigation-store.ts'
import type { Focus } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { BatchHead } from './BatchHead.tsx'
import { BatchList } from './BatchList.tsx'
import { CustomersPart } from './CustomersPart.tsx'
import { CustomerSheet } from './CustomerSheet.tsx'
import { TasksPart } from './TasksPart.tsx'
import { batchLines } from './view-model.ts'
import './batches.css'

/** Batches, their customers, and one customer beside them. A place that somebody goes to begins anew. */
export function BatchesPage() {
  const focus = useStore(navigationStore, ({ place }) => place.focus)
  return <BatchesView key={`${focus?.kind ?? ''} ${focus?.id ?? ''}`} focus={focus} />
}

function BatchesView({ focus }: { readonly focus: Focus | undefined }) {
  const overview = useStore(projectStore, (state) => state.overview)
  const live = useStore(projectStore, (state) => state.live)
  const zone = useZone()
  const [batch, setBatch] = useState(focus?.kind === 'batch' ? focus.id : undefined)
  const [customer, setCustomer] = useState(
    focus?.kind === 'customer' ? customerIdOf(focus.id) : undefined,
  )
  useEffect(() => {
    void followCustomers()
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- read again with every overview: states move while a run goes on
  }, [overview])

  if (overview === undefined || overview === null) return null
  const lines = batchLines(overview, [...live.values()])
  const writable = overview.project.mode === 'write'
  const line = lines.find((one) => one.batch.id === batch)
  return (
    <Page title="Batches and customers">
      {lines.length === 0 ? (
        <FirstPlan customers={overview.project.customers} writable={writable} />
      ) : null}
      <div className="batches-view columns fills" data-planned={lines.length > 0}>
        {lines.length === 0 ? null : (
          <div className="batches-side">
            <BatchList
              lines={lines}
              customers={overview.project.customers}
              zone={zone}
              chosen={line?.batch.id}
              onChoose={setBatch}
            />
          </div>
        )}
        <div className="batches-main">
          {line === undefined ? null : (
            <>
              <BatchHead line={line} zone={zone} />
              <TasksPart key={line.batch.id} batch={line.batch.id} writable={writable} />
            </>
          )}
          <CustomerTablePart
            batch={line?.batch.id}
            batches={overview.batches}
            writable={writable}
            zone={zone}
            onOpen={setCustomer}
          />
        </div>
        {customer === undefined ? null : (
          <CustomerSheet id={customer} zone={zone} onClose={() => setCustomer(undefined)} />
        )}
      </div>
    </Page>
  )
}

function FirstPlan({
  customers,
  writable,
}: {
  readonly customers: number
  readonly writable: boolean
}) {
  const [planning, setPlanning] = useState(false)
  async function plan(): Promise<void> {
    setPlanning(true)
    await orTell(invoke('batch/plan-batches'))
    setPlanning(false)
  }
  return (
    <Panel title="Batches">
      <Empty>
        No batches yet: a pilot first, then {formatCount(customers)} customers in batches.{' '}
        {writable ? (
          <Button variant="filled" loading={planning} onClick={() => void plan()}>
            Plan batches
          </Button>
        ) : (
          'This project is open for reading only.'
        )}
      </Empty>
    </Panel>
  )
}

type TableProps = Omit<Parameters<typeof CustomersPart>[0], 'table'>

/** The table, or how far its reading is, or why it cannot be read. */
function CustomerTablePart(props: TableProps) {
  const table = useStore(customerStore, (state) => state.table)
  const reading = useStore(customerStore, (state) => state.reading)
  const problem = useStore(customerStore, (state) => state.problem)
  if (problem !== undefined)
    return (
      <div>
        <ProblemAlert problem={problem} />
        <Button onClick={() => void followCustomers()}>Read the customers again</Button>
      </div>
    )
  if (table === undefined)
    return (
      <p className="loading" role="status">
        <Loader size="xs" /> Reading the customers
        {reading === undefined || reading.total === 0
          ? '…'
          : `: ${formatCount(reading.read)} of ${formatCount(reading.total)}`}
      </p>
    )
  return <CustomersPart {...props} table={table} />
}
