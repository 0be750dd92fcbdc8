import type { CustomerPage } from '../../shared/domain/customer-table.ts'
import { changedTable, customerStore, tableOf } from '../stores/customer-store.ts'
import { projectStore } from '../stores/project-store.ts'
import { invoke } from './client.ts'

/** So many at once: a page costs the data process some 20 ms, and other calls are answered between two. */
const pageSize = 5_000

let busy = false
let again = false

/** Reads all customers once, then what changed; calls that come meanwhile end in one more reading. */
export async function followCustomers(): Promise<void> {
  if (busy) {
    again = true
    return
  }
  busy = true
  try {
    do {
      again = false
      await (isCurrent() ? readChanges() : readAll())
    } while (again)
  } finally {
    busy = false
  }
}

const openPath = (): string | undefined => projectStore.getState().overview?.project.path

const isCurrent = (): boolean => {
  const { path, table } = customerStore.getState()
  return table !== undefined && path === openPath()
}

async function readChanges(): Promise<void> {
  const { table, path } = customerStore.getState()
  if (table === undefined) return
  const changes = await invoke('customer/get-changes', { after: table.seq })
  if (path !== openPath()) return
  if (!changes.ok) customerStore.setState({ problem: changes.problem })
  else
    customerStore.setState({
      problem: undefined,
      ...(changes.value.seq === table.seq ? {} : { table: changedTable(table, changes.value) }),
    })
}

async function readAll(): Promise<void> {
  const path = openPath()
  if (path === undefined) return
  customerStore.setState({
    path,
    table: undefined,
    problem: undefined,
    reading: { read: 0, total: 0 },
  })
  const pages: CustomerPage[] = []
  for (let read = 0, total = 1; read < total;) {
    const page = await invoke('customer/get-page', { from: read, limit: pageSize })
    if (path !== openPath()) return customerStore.setState({ reading: undefined })
    if (!page.ok) return customerStore.setState({ problem: page.problem, reading: undefined })
    pages.push(page.value)
    total = page.value.total
    read += pageSize
    customerStore.setState({ reading: { read: Math.min(read, total), total } })
  }
  customerStore.setState({ table: tableOf(pages), reading: undefined })
  // A page that was read late knows more than the first one did.
  again = true
}
