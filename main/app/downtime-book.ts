import { csvText } from '../../shared/base/csv.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { unwatchedCustomers } from '../../shared/domain/downtime.ts'
import { needsRadiusSwitchover } from '../../shared/domain/project.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import { fixedMembers } from '../../shared/domain/run-scope.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { PlanningSettings } from '../../shared/domain/planning.ts'
import type {
  DowntimeBook,
  PlannedWindow,
  TraceView,
  WindowRow,
} from '../../shared/ipc/downtime-views.ts'
import { lockOutModel } from '../../shared/planner/forecast/lock-out.ts'
import type { MeasuredTransfer } from '../../shared/planner/types.ts'
import type { CustomerRow, DataApi, DowntimeRow } from '../data/protocol.ts'
import type { Engine } from '../engine.ts'
import type { OpenedProject } from './opened-project.ts'

/** A minute or less for a customer with up to 100 accounts (method.txt). */
const promiseMs = 60_000

/** When the plan has each procedure, by its id. */
export type PlannedProcedures = ReadonlyMap<string, Instant>

/**
 * The book is read many times a minute while a run goes on and the plan changes a few times a day: a version of the plan is worked out
 * once.
 */
export function createDowntimeBooks() {
  let last: { readonly version: number; readonly planned: PlannedProcedures } | undefined

  async function planned({ data, plan }: Engine): Promise<PlannedProcedures> {
    const stored = await data.plan()
    if (stored === undefined) return new Map()
    if (stored.version === last?.version) return last.planned
    const current = await plan.current()
    // A plan that no longer fits says so where it is changed; the book goes without its dates.
    if (!current.ok) return new Map()
    const dates = new Map<string, Instant>()
    for (const { procedure, from } of current.value.schedule.tasks)
      // Of a procedure with several windows the first counts.
      if (procedure !== undefined && !dates.has(procedure)) dates.set(procedure, from)
    last = { version: stored.version, planned: dates }
    return last.planned
  }

  return {
    /** Everything that is known of downtime: which windows the method has, which were opened, what they took. */
    async read(open: OpenedProject): Promise<DowntimeBook> {
      const engine = open.engine()
      const { data } = engine
      const [{ spec }, rows, customers, stored, dates] = await Promise.all([
        data.summary(),
        data.downtime(),
        data.customers(),
        data.plan(),
        planned(engine),
      ])
      const { windows, basis } = windowRows(rows, customers, stored?.settings ?? spec.planning)
      return {
        windows,
        planned: plannedWindows(engine.procedures(), spec, dates),
        unwatched: unwatchedCustomers(customers, rows).map(({ id, name }) => ({ id, name })),
        promiseMs,
        basis,
      }
    },
    trace: readTrace,
    csv: downtimeCsv,
  }
}
export type DowntimeBooks = ReturnType<typeof createDowntimeBooks>

/** The rows with who they are about, and what was expected of each customer before its run began. */
export function windowRows(
  rows: readonly DowntimeRow[],
  customers: readonly CustomerRow[],
  settings: PlanningSettings,
): { readonly windows: readonly WindowRow[]; readonly basis: string } {
  const byId = new Map(customers.map((customer) => [customer.id as string, customer]))
  const measured: MeasuredTransfer[] = []
  const models = new Map<RunId, ReturnType<typeof lockOutModel>>()
  const windows = rows.map((row): WindowRow => {
    const customer = row.service === 'customer' ? byId.get(row.member) : undefined
    if (customer === undefined) return row
    const model = models.get(row.run) ?? lockOutModel(settings, measured.slice())
    models.set(row.run, model)
    if (typeof row.measuredMs === 'number')
      measured.push({
        customer: customer.id,
        accounts: customer.accounts,
        ms: row.measuredMs,
        ...(customer.batch === undefined ? {} : { batch: customer.batch }),
      })
    return {
      ...row,
      environment: customer.environment,
      name: customer.name,
      accounts: customer.accounts,
      forecastMs: Math.round(model.ms(customer.accounts)),
      ...(customer.batch === undefined ? {} : { batch: customer.batch }),
    }
  })
  return { windows, basis: lockOutModel(settings, measured).basis }
}

/** The windows that the procedures of this project open, other than those of moved customers. */
export function plannedWindows(
  procedures: readonly Procedure[],
  spec: ProjectSpec,
  planned: PlannedProcedures,
): readonly PlannedWindow[] {
  return procedures.flatMap((procedure) => {
    const { downtime, scope } = procedure
    if (downtime === undefined || scope === 'customer') return []
    if (procedure.onlyIf === 'radius-needed' && !needsRadiusSwitchover(spec)) return []
    const plannedAt = planned.get(procedure.id)
    return fixedMembers(spec, scope).map((member) => ({
      procedure: procedure.id,
      title: procedure.title,
      service: downtime.service,
      member: member.id,
      budgetMs: downtime.budget,
      ...(plannedAt === undefined ? {} : { plannedAt }),
    }))
  })
}

/** The trace of the window that was opened at this time, by the order of the journal: its clock may be put back. Undefined while it is open. */
export async function readTrace(
  data: DataApi,
  window: {
    readonly run: RunId
    readonly member: string
    readonly service: string
    readonly openedAt: Instant
  },
): Promise<TraceView | undefined> {
  let isOpened = false
  for (let after = 0; ;) {
    const kinds = ['downtime.opened', 'downtime.closed'] as const
    const page = await data.events({ run: window.run, kinds, after })
    const last = page.at(-1)
    if (last === undefined) return undefined
    for (const { at, event } of page) {
      if (event.kind !== 'downtime.opened' && event.kind !== 'downtime.closed') continue
      if (event.member !== window.member || event.service !== window.service) continue
      if (event.kind === 'downtime.opened') isOpened ||= at === window.openedAt
      else if (isOpened) {
        const { lastGood, firstGood, samples, unknownSamples, resolutionMs } = event.result
        return {
          openedAt: window.openedAt,
          closedAt: at,
          samples,
          unknownSamples,
          resolutionMs,
          traces: event.traces ?? [],
          ...(lastGood === undefined ? {} : { lastGood }),
          ...(firstGood === undefined ? {} : { firstGood }),
        }
      }
    }
    after = last.seq
  }
}

/** The windows for a spreadsheet; what is unknown says so and is never zero. */
export function downtimeCsv({ windows, promiseMs: promise }: DowntimeBook): string {
  const seconds = (ms: number | null | undefined): string =>
    ms === undefined ? '' : ms === null ? 'unknown' : (ms / 1000).toFixed(1)
  const head =
    'service,scope,environment,batch,customer,accounts,opened,closed,budget s,measured s,resolution s,unknown probes,forecast s,within'
  return csvText([
    head.split(','),
    ...windows.map((row) => [
      row.service,
      row.scope,
      row.environment ?? '',
      row.batch ?? '',
      row.name ?? '',
      row.accounts === undefined ? '' : String(row.accounts),
      new Date(row.openedAt).toISOString(),
      row.closedAt === undefined ? '' : new Date(row.closedAt).toISOString(),
      seconds(row.budgetMs),
      row.closedAt === undefined ? 'open' : seconds(row.measuredMs),
      seconds(row.resolutionMs),
      row.unknownSamples === undefined ? '' : String(row.unknownSamples),
      seconds(row.forecastMs),
      within(row, promise),
    ]),
  ])
}

function within({ service, measuredMs, budgetMs }: WindowRow, promise: number): string {
  if (measuredMs === undefined) return ''
  if (measuredMs === null) return 'unknown'
  return measuredMs <= (service === 'customer' ? promise : budgetMs) ? 'yes' : 'no'
}
