import type { BatchId, CustomerId } from '../domain/ids.ts'
import type { BatchWindow } from '../domain/planning.ts'

/** What one version of the plan says of its batches. */
export type PlanContents = {
  readonly batches: readonly {
    readonly id: BatchId
    readonly members: readonly CustomerId[]
    readonly windows: readonly BatchWindow[]
  }[]
  readonly excluded: readonly CustomerId[]
  readonly schedule: readonly { readonly id: string; readonly from: number; readonly to: number }[]
}

export type PlanDifference = {
  readonly added: readonly BatchId[]
  readonly dropped: readonly BatchId[]
  /** Customers that are in another batch, in none (`to` absent), or in one for the first time. */
  readonly moved: readonly {
    readonly customer: CustomerId
    readonly from?: BatchId
    readonly to?: BatchId
  }[]
  readonly windows: readonly {
    readonly batch: BatchId
    readonly before: readonly BatchWindow[]
    readonly after: readonly BatchWindow[]
  }[]
  readonly excluded: readonly CustomerId[]
  readonly included: readonly CustomerId[]
  /** Tasks, milestones and downtime windows that begin or end at another moment, ms; positive is later. */
  readonly tasks: readonly {
    readonly id: string
    readonly beginsBy: number
    readonly endsBy: number
  }[]
}

/** What changed from one version of a plan to another. */
export function comparePlans(before: PlanContents, after: PlanContents): PlanDifference {
  const [old, now] = [byId(before), byId(after)]
  const [was, is] = [homes(before), homes(after)]
  const [out, outNow] = [new Set(before.excluded), new Set(after.excluded)]
  const customers = [...new Set([...was.keys(), ...is.keys()])]
  const tasks = new Map(before.schedule.map((t) => [t.id, t]))
  return {
    added: [...now.keys()].filter((id) => !old.has(id)),
    dropped: [...old.keys()].filter((id) => !now.has(id)),
    moved: customers.flatMap((customer) => {
      const [from, to] = [was.get(customer), is.get(customer)]
      return from === to
        ? []
        : [
            {
              customer,
              ...(from === undefined ? {} : { from }),
              ...(to === undefined ? {} : { to }),
            },
          ]
    }),
    windows: [...now.values()].flatMap((batch) => {
      const windows = old.get(batch.id)?.windows
      return windows === undefined || same(windows, batch.windows)
        ? []
        : [{ batch: batch.id, before: windows, after: batch.windows }]
    }),
    excluded: [...outNow].filter((id) => !out.has(id)),
    included: [...out].filter((id) => !outNow.has(id)),
    tasks: after.schedule.flatMap(({ id, from, to }) => {
      const task = tasks.get(id)
      return task === undefined || (task.from === from && task.to === to)
        ? []
        : [{ id, beginsBy: from - task.from, endsBy: to - task.to }]
    }),
  }
}

type Contents = PlanContents['batches'][number]

const byId = ({ batches }: PlanContents): Map<BatchId, Contents> =>
  new Map(batches.map((batch) => [batch.id, batch]))

const homes = ({ batches }: PlanContents): Map<CustomerId, BatchId> =>
  new Map(batches.flatMap((batch) => batch.members.map((m) => [m, batch.id] as const)))

const same = (a: readonly BatchWindow[], b: readonly BatchWindow[]): boolean =>
  a.length === b.length &&
  a.every((w, i) => {
    const other = b[i]
    return (
      other !== undefined &&
      w.environment === other.environment &&
      w.team === other.team &&
      w.from === other.from &&
      w.to === other.to
    )
  })
