import { wordAt } from '../../../shared/domain/customer-table.ts'
import type { PlanEdit } from '../../../shared/domain/planning.ts'
import type { CustomerId } from '../../../shared/domain/ids.ts'
import type { CustomerTable } from '../../stores/customer-store.ts'
import { batchIdOf, customerIdOf } from '../../api/ids.ts'

/** What can be done with chosen customers; the planner says whether it may be. */
export type EditKind = 'move' | 'split' | 'pin' | 'unpin' | 'exclude' | 'include'

export type EditAsk = { readonly kind: EditKind; readonly customers: readonly CustomerId[] }

export const editTitles: Readonly<Record<EditKind, string>> = {
  move: 'Move to another batch',
  split: 'Make a batch of their own',
  pin: 'Pin to their batches',
  unpin: 'Unpin',
  exclude: 'Exclude from the migration',
  include: 'Take into the migration again',
}

export const chosenIds = (
  table: CustomerTable,
  chosen: ReadonlySet<number>,
): readonly CustomerId[] =>
  [...chosen].flatMap((row) => {
    const id = table.ids[row]
    return id === undefined ? [] : [customerIdOf(id)]
  })

export type SelectionFacts = {
  readonly customers: number
  readonly accounts: number
  /** Batches of the chosen, none left out. */
  readonly batches: readonly string[]
  readonly excluded: number
}

export function selectionFacts(table: CustomerTable, chosen: ReadonlySet<number>): SelectionFacts {
  let accounts = 0
  let excluded = 0
  const batches = new Set<string>()
  for (const row of chosen) {
    accounts += table.accounts[row] ?? 0
    if (wordAt(table.states, row) === 'excluded') excluded += 1
    const batch = wordAt(table.batches, row)
    if (batch !== '') batches.add(batch)
  }
  return { customers: chosen.size, accounts, batches: [...batches].toSorted(), excluded }
}

/** The edit of the plan; undefined while something is not said yet. */
export function editOf(
  kind: EditKind,
  customers: readonly CustomerId[],
  more: {
    readonly to: string | null
    readonly from: string | undefined
    readonly reason: string
  },
): PlanEdit | undefined {
  const list = [...customers]
  switch (kind) {
    case 'move':
      return more.to === null ? undefined : { kind, customers: list, to: batchIdOf(more.to) }
    case 'split':
      return more.from === undefined
        ? undefined
        : { kind, batch: batchIdOf(more.from), customers: list }
    case 'exclude':
      // The planner wants a reason; the preview does not wait for it.
      return { kind, customers: list, reason: more.reason.trim() || 'not said yet' }
    case 'pin':
    case 'unpin':
    case 'include':
      return { kind, customers: list }
    default:
      return kind satisfies never
  }
}
