import { bad, ok } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { recordChannels } from '../../../shared/ipc/channels.ts'
import type { Dialogs } from '../../app/dialogs.ts'
import type { RunRecords } from '../../app/run-record.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { AreaHandlers } from '../handlers.ts'

export type RecordParts = {
  readonly workspace: Workspace
  readonly records: RunRecords
  readonly dialogs: Pick<Dialogs, 'chooseSave'>
  readonly copy: (text: string) => void
}

/** Line numbers that one stretch of a search answers at most, and characters that fit the clipboard. */
const mostHits = 10_000
const mostCopied = 8 * 1024 * 1024

/** What the journal and the output file have of runs; nothing here changes anything. */
export const recordHandlers = ({
  workspace,
  records,
  dialogs,
  copy,
}: RecordParts): AreaHandlers<typeof recordChannels> => ({
  'run/get-record': ({ run }) =>
    workspace.ask(async (project) => ok(await records.record(project.engine().data, run))),
  'run/list-attempts': (query) =>
    workspace.ask(async (project) => ok(await records.attempts(project.engine().data, query))),
  'run/get-evidence': ({ run, seq }) =>
    workspace.ask(async (project) => {
      const [found] = await project.engine().data.events({ run, after: seq - 1, limit: 1 })
      return found?.event.kind === 'evidence.kept'
        ? ok({ title: found.event.title, text: JSON.stringify(found.event.content, null, 2) })
        : bad(problem('not-found', `Run ${run} has no such evidence.`))
    }),
  'output/get-lines': ({ attempt, from, count }) =>
    workspace.ask(async (project) =>
      ok((await project.engine().data.outputLines(attempt, from, count)) ?? null),
    ),
  'output/find-lines': ({ attempt, ...search }) =>
    workspace.ask(async (project) => {
      const { data } = project.engine()
      const { next, ...part } = await data.findInOutput(attempt, { ...search, most: mostHits })
      return ok(next === undefined ? part : { ...part, next })
    }),
  'output/copy-lines': ({ attempt, from, count }) =>
    workspace.ask(async (project) => {
      const { data } = project.engine()
      const text = await data.outputText(attempt, from, count, mostCopied)
      copy(text)
      return ok(text.length)
    }),
  'output/save-lines': ({ attempt }) =>
    workspace.ask(async (project) => {
      const path = await dialogs.chooseSave({ kind: 'txt', name: attempt })
      if (path === undefined) return ok(null)
      const saved = await project.engine().data.saveOutput(attempt, path)
      return saved.ok ? ok({ path, bytes: saved.value.bytes }) : saved
    }),
})
