import { ipcMain } from 'electron'
import type { IpcMainInvokeEvent } from 'electron'
import { bad } from '../../shared/base/result.ts'
import { problem } from '../../shared/domain/problems.ts'
import { channelNames } from '../../shared/ipc/channels.ts'
import { answerCall } from './answer-call.ts'
import type { Handlers } from './handlers.ts'
import { isTrustedSender } from './trusted-sender.ts'

/** Listens on every channel of the contract; the only user of `ipcMain`. `ownContents` is the id of our window's web contents. */
export function registerIpc(
  handlers: Handlers,
  ownContents: () => number | undefined,
  onBug: (error: unknown) => void,
): void {
  for (const channel of channelNames)
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, raw: unknown) => {
      const frame = event.senderFrame
      const sender = {
        contents: event.sender.id,
        url: frame?.url ?? '',
        isMainFrame: frame !== null && frame.parent === null,
      }
      return isTrustedSender(sender, ownContents())
        ? answerCall(handlers, channel, raw, onBug)
        : bad(problem('not-allowed', 'This call did not come from the main frame of the window.'))
    })
}
