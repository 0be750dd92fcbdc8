import { ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { customerChannels } from '../../../shared/ipc/channels.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { Engine } from '../../engine.ts'
import type { AreaHandlers } from '../handlers.ts'

/** Batches and their customers. */
export const customerHandlers = (workspace: Workspace): AreaHandlers<typeof customerChannels> => {
  const { by } = workspace
  const ask = <T>(of: (engine: Engine) => Promise<Result<T, Problem>>) =>
    workspace.ask((project) => of(project.engine()))
  const store = (of: (engine: Engine) => Promise<Result<void, Problem>>) =>
    workspace.change(async (project) => {
      const stored = await of(project.engine())
      return stored.ok ? ok(null) : stored
    })
  return {
    'batch/accept-checked': ({ batch }) =>
      workspace.change((project) => project.engine().accept(batch, by)),
    'batch/list-tasks': ({ batch }) => ask(({ customers }) => customers.handWork(batch)),
    'customer/get-page': ({ from, limit }) =>
      ask(async ({ data }) => ok(await data.customerPage(from, limit))),
    'customer/get-changes': ({ after }) =>
      ask(async ({ data }) => ok(await data.customerChanges(after))),
    'customer/get-detail': ({ customer }) => ask(({ customers }) => customers.detail(customer)),
    'customer/look-now': ({ customer }) => ask(({ customers }) => customers.now(customer)),
    'customer/preview-return': ({ customer }) =>
      ask(({ customers }) => customers.returnPreview(customer)),
    'customer/return-customer': ({ customer, reason }) =>
      workspace.startRun((project) => project.engine().returnCustomer(customer, by, reason)),
    'customer/test-scenario': ({ customer, scenario, result, note }) =>
      store(({ customers }) =>
        customers.test({ customer, scenario, result, by, ...given('note', note) }),
      ),
    'customer/add-note': ({ customer, about, text, from }) =>
      store(({ customers }) =>
        customers.note({ customer, about, text, by, ...given('from', from) }),
      ),
    'customer/list-companions': ({ customers: chosen }) =>
      ask(({ customers }) => customers.together(chosen)),
  }
}

/** Without members that are undefined: the engine's types tell absent from undefined. */
const given = <K extends string>(
  name: K,
  value: string | undefined,
): { readonly [P in K]?: string } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [P in K]: string }) // a computed key loses its name
