import type { hostChannels } from '../../../shared/ipc/channels.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { AreaHandlers } from '../handlers.ts'

/** The inventory, its keys and its sessions. */
export const hostHandlers = (_workspace: Workspace): AreaHandlers<typeof hostChannels> => ({})
