import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { BatchId } from '../../../shared/domain/ids.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { logChannels } from '../../../shared/ipc/channels.ts'
import type { GroupFinding } from '../../../shared/log-rules/types.ts'
import { checkView, mostCustomers } from '../log-views.ts'
import type { OpenedProject } from '../../app/opened-project.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { AreaHandlers } from '../handlers.ts'

type OfGroup = { readonly batch: BatchId; readonly result: string; readonly group: string }

/** The log check: what was found, for whom, and what a person says of it. */
export const logHandlers = (workspace: Workspace): AreaHandlers<typeof logChannels> => {
  const { by } = workspace
  return {
    'logs/get-state': () =>
      workspace.ask(async (project) => {
        const { data } = project.engine()
        const [checks, ledger] = await Promise.all([data.logChecks(), data.logLedger()])
        return ok({ checks, ledger })
      }),
    'logs/get-check': ({ batch }) =>
      workspace.ask(async (project) => {
        const check = await project.engine().logs.result(batch)
        if (!check.ok) return check
        return ok(check.value === undefined ? null : checkView(check.value))
      }),
    'logs/get-group': (asked) =>
      workspace.ask(async (project) => {
        const found = await groupOf(project, asked)
        if (!found.ok) return found
        const look = await project.engine().logs.group(asked.batch, asked.group)
        if (!look.ok) return look
        const { customers } = found.value
        return ok({
          finding: { ...found.value, customers: customers.slice(0, mostCustomers) },
          moreCustomers: Math.max(0, customers.length - mostCustomers),
          ...(look.value === undefined ? {} : { look: look.value }),
        })
      }),
    'logs/get-trouble': ({ batch, from, to }) =>
      workspace.ask(async (project) => {
        const trouble = await project.engine().logs.trouble({
          ...(batch === undefined ? {} : { batch }),
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        })
        return trouble.ok ? ok(trouble.value ?? null) : trouble
      }),
    'logs/get-hosts': ({ batch }) => workspace.ask((project) => project.engine().logs.hosts(batch)),
    'logs/get-context': (asked) =>
      workspace.ask(async (project) => {
        const found = await groupOf(project, asked)
        if (!found.ok) return found
        const example = found.value.examples[asked.example]
        return example === undefined
          ? bad(problem('not-found', 'This group has no such example.'))
          : project.engine().logs.context(example)
      }),
    'logs/get-evidence': ({ batch, customer }) =>
      workspace.ask((project) => project.engine().logs.evidence(batch, customer)),
    'logs/fetch-now': ({ batch }) =>
      workspace.change(async (project) => {
        const read = await project.engine().logs.collect(batch)
        return read.ok ? ok({ sentence: read.value.sentence }) : read
      }),
    'logs/check-now': ({ batch }) =>
      workspace.change(async (project) => {
        const check = await project.engine().logs.check(batch)
        return check.ok ? ok({ hash: check.value.hash }) : check
      }),
    'logs/sign-review': ({ customer, owner, due, ...asked }) =>
      workspace.change(async (project) => {
        const signed = await project.engine().logs.review({
          ...asked,
          by,
          ...(customer === undefined ? {} : { customer }),
          ...(owner === undefined ? {} : { owner }),
          ...(due === undefined ? {} : { due }),
        })
        if (!signed.ok) return signed
        const { run, task } = signed.value
        if (run !== undefined) workspace.follow(run)
        return ok({
          ...(run === undefined ? {} : { run: run.id }),
          ...(task === undefined ? {} : { task }),
        })
      }),
    'logs/note-noise': ({ entry }) =>
      workspace.change((project) => nothingOf(project.engine().logs.note(entry, by))),
    'logs/end-noise': ({ id }) =>
      workspace.change((project) => nothingOf(project.engine().logs.endNote(id, by))),
  }
}

/** A group of the result that the person sees, not of one that came since. */
async function groupOf(
  project: OpenedProject,
  { batch, result, group }: OfGroup,
): Promise<Result<GroupFinding, Problem>> {
  const check = await project.engine().logs.result(batch)
  if (!check.ok) return check
  const found =
    check.value?.hash === result
      ? check.value.result.groups.find(({ template }) => template.id === group)
      : undefined
  return found === undefined
    ? bad(
        problem('precondition', 'The result has changed since it was shown.', {
          next: 'Look at the new result.',
        }),
      )
    : ok(found)
}

const nothingOf = async (doing: Promise<Result<void, Problem>>): Promise<Result<null, Problem>> => {
  const done = await doing
  return done.ok ? ok(null) : done
}
