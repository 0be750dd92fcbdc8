import type { logChannels } from '../../../shared/ipc/channels.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { AreaHandlers } from '../handlers.ts'

/** The log check: results, evidence, review, ledger. */
export const logHandlers = (_workspace: Workspace): AreaHandlers<typeof logChannels> => ({})
