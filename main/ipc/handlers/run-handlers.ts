import type { runChannels } from '../../../shared/ipc/channels.ts'
import type { ParsedOf } from '../../../shared/ipc/contract.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { RunRequest } from '../../engine.ts'
import type { AreaHandlers } from '../handlers.ts'

/** Dry runs, runs, and everything that a person may do with one. */
export const runHandlers = (workspace: Workspace): AreaHandlers<typeof runChannels> => {
  const { by } = workspace
  return {
    'run/try-procedure': (ask) =>
      workspace.ask((project) => project.engine().dryRun(requestOf(ask, by))),
    'run/start-procedure': (ask) =>
      workspace.startRun((project) => project.engine().start(requestOf(ask, by))),
    'run/pause-run': ({ run }) => workspace.withRun(run, (handle) => handle.pause(by)),
    'run/resume-run': ({ run }) => workspace.withRun(run, (handle) => handle.resume(by)),
    'run/stop-run': ({ run, reason }) =>
      workspace.withRun(run, (handle) => handle.stop(by, reason)),
    'run/undo-run': ({ run, members, takeOver }) =>
      workspace.startRun((project) => project.engine().undo(run, by, members, { takeOver })),
    'run/take-out-member': ({ run, member, reason }) =>
      workspace.withRun(run, (handle) => handle.takeOut(member, by, reason)),
    'run/answer-question': ({ run, question, choice, reason }) =>
      workspace.withRun(run, (handle) => handle.answer(question, choice, by, reason)),
    'run/take-up-interrupted': ({ takeOver }) => workspace.takeUpInterrupted(takeOver),
  }
}

/** Without members that are undefined: the engine's types tell absent from undefined. */
const requestOf = (
  ask: ParsedOf<'run/try-procedure'> | ParsedOf<'run/start-procedure'>,
  by: string,
): RunRequest => {
  const { procedure, batch, members } = ask
  const { reason, approvals, takeOver } =
    'approvals' in ask || 'reason' in ask || 'takeOver' in ask ? ask : {}
  return {
    procedure,
    by,
    ...(batch === undefined ? {} : { batch }),
    ...(members === undefined ? {} : { members }),
    ...(reason === undefined ? {} : { reason }),
    ...(approvals === undefined ? {} : { approvals }),
    ...(takeOver === undefined ? {} : { takeOver }),
  }
}
