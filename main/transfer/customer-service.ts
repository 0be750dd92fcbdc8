import { historyOf } from '../../shared/domain/customer-history.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { CustomerId } from '../../shared/domain/ids.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { isOnTarget } from '../../shared/domain/states.ts'
import { scenariosOf } from '../../shared/domain/test-scenarios.ts'
import { movesTogether } from '../../shared/planner/batches/companions.ts'
import type { CustomerDetail } from '../../shared/ipc/customer-views.ts'
import type { CustomerRow, DataApi, StoredLogCheck } from '../data/protocol.ts'
import type { CustomerService, PlanService } from '../engine.ts'
import type { ProjectServices } from '../project-services.ts'
import type { Clock } from '../runner/ports.ts'
import { lookAtCustomer, previewReturn } from './customer-look.ts'
import { noProject } from './prepare-run.ts'

export type CustomerServiceDeps = {
  readonly data: DataApi
  readonly clock: Clock
  readonly services: () => ProjectServices | undefined
  readonly plan: Pick<PlanService, 'current'>
}

/** The part of a log check that speaks of one customer. */
function logCheckOf(
  id: CustomerId,
  { batch, at, result, reviews }: StoredLogCheck,
): NonNullable<CustomerDetail['logCheck']> {
  const own = result.customers.find(({ customer }) => customer === id)
  const groups = new Set(own?.groups)
  return {
    batch,
    at,
    // Who is not named has no finding; where the check could not look, nobody has none.
    verdict: own?.verdict ?? (result.verdict === 'inconclusive' ? 'inconclusive' : 'pass'),
    reasons: own?.reasons ?? [],
    groups: result.groups
      .filter(({ template }) => groups.has(template.id))
      .map(({ template, level, why }) => ({ id: template.id, text: template.text, level, why })),
    decisions: reviews
      .filter(({ customer }) => customer === id)
      .map(({ decision, by, reason }) => ({ decision, by, reason })),
  }
}

/** One customer: its history, where it is, what a return would bring, and what people say of it. */
export function createCustomerService(deps: CustomerServiceDeps): CustomerService {
  const { data, clock } = deps

  async function withCustomer<T>(
    id: CustomerId,
    act: (services: ProjectServices, row: CustomerRow) => Promise<Result<T, Problem>>,
  ): Promise<Result<T, Problem>> {
    const services = deps.services()
    if (services === undefined) return bad(noProject)
    const row = await data.customer(id)
    return row === undefined
      ? bad(
          problem('not-found', `customer ${id} is not in this project`, {
            next: 'look for it by its id or name',
          }),
        )
      : act(services, row)
  }

  const append = async (event: Parameters<DataApi['append']>[0][number]) => {
    if (deps.services() === undefined) return bad(noProject)
    const stored = await data.append([event], clock.now())
    return stored.ok ? ok(undefined) : stored
  }

  return {
    detail: (id) =>
      withCustomer(id, async (_services, row) => {
        const [events, tests, check] = await Promise.all([
          data.customerEvents(id),
          data.customerTests(id),
          row.batch === undefined ? undefined : data.logCheck(row.batch),
        ])
        return ok({
          customer: row,
          history: historyOf(id, events),
          tests,
          scenarios: scenariosOf(row),
          ...(check === undefined
            ? {}
            : {
                logCheck: logCheckOf(id, check),
              }),
        })
      }),
    now: (id) =>
      withCustomer(id, async (services, row) => ok(await lookAtCustomer(services.look, row))),
    returnPreview: (id) =>
      withCustomer(id, async (services, row) =>
        isOnTarget(row.state) || row.state === 'failed'
          ? ok(await previewReturn(services.look, row))
          : bad(
              problem(
                'precondition',
                `customer ${id} is ${row.state}: nothing of it is on the target`,
                {
                  safe: 'nothing was changed',
                },
              ),
            ),
      ),
    test: (event) => append({ kind: 'customer.tested', ...event }),
    note: (event) => append({ kind: 'customer.noted', ...event }),
    async handWork(batch) {
      const current = await deps.plan.current()
      return current.ok
        ? ok(current.value.handWork.filter((task) => task.batch === batch))
        : current
    },
    async together(ids) {
      if (deps.services() === undefined) return bad(noProject)
      return ok(movesTogether(await data.customers(), new Set(ids)))
    },
  }
}
