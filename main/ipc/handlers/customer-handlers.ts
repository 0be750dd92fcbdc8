import { ok } from '../../../shared/base/result.ts'
import type { customerChannels } from '../../../shared/ipc/channels.ts'
import { findMembers } from '../../app/find-members.ts'
import type { MemberQuery } from '../../app/find-members.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { AreaHandlers } from '../handlers.ts'

/** Batches and their customers. */
export const customerHandlers = (workspace: Workspace): AreaHandlers<typeof customerChannels> => {
  const { by } = workspace
  const members = (query: MemberQuery) =>
    workspace.ask(async (project) => {
      const { data } = project.engine()
      return ok(findMembers(await data.customers(), await data.batches(), query))
    })
  return {
    'batch/list-members': ({ batch }) => members({ batch }),
    'batch/accept-checked': ({ batch }) =>
      workspace.change((project) => project.engine().accept(batch, by)),
    'customer/find-customers': (query) => members(query),
    'customer/return-customer': ({ customer, reason }) =>
      workspace.startRun((project) => project.engine().returnCustomer(customer, by, reason)),
  }
}
