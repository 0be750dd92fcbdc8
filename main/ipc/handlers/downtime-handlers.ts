import type { downtimeChannels } from '../../../shared/ipc/channels.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { AreaHandlers } from '../handlers.ts'

/** Downtime windows and what the probes saw. */
export const downtimeHandlers = (_workspace: Workspace): AreaHandlers<typeof downtimeChannels> => ({})
