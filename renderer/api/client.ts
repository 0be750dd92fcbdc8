import type { RequestArguments, SwitchyardBridge } from '../../shared/ipc/bridge.ts'
import type { EventName, PageChannel } from '../../shared/ipc/channels.ts'
import type { AnswerOf, EventOf } from '../../shared/ipc/contract.ts'
import type { Envelope } from '../../shared/ipc/envelope.ts'

declare global {
  interface Window {
    readonly switchyard: SwitchyardBridge
  }
}

/** The only place that touches the bridge. */
export const invoke = <C extends PageChannel>(
  channel: C,
  ...request: RequestArguments<C>
): Promise<Envelope<AnswerOf<C>>> => window.switchyard.invoke(channel, ...request)

export const listen = <E extends EventName>(
  event: E,
  listener: (payload: EventOf<E>) => void,
): (() => void) => window.switchyard.on(event, listener)

export const openDropped = (file: File): Promise<Envelope<boolean>> =>
  window.switchyard.openDropped(file)
