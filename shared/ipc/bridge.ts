import type { AnswerOf, EventOf, RequestOf } from './contract.ts'
import type { ChannelName, EventName, PageChannel } from './channels.ts'
import type { Envelope } from './envelope.ts'

/** A channel without a request takes no second argument. */
export type RequestArguments<C extends ChannelName> =
  undefined extends RequestOf<C> ? [] : [request: RequestOf<C>]

/** `window.switchyard`: all that the window can reach outside of itself. */
export type SwitchyardBridge = {
  invoke<C extends PageChannel>(
    channel: C,
    ...request: RequestArguments<C>
  ): Promise<Envelope<AnswerOf<C>>>
  /** Opens the project file that a person dropped on the page. `file` is the DOM's `File`; a made-up one has no path. */
  openDropped(file: object): Promise<Envelope<boolean>>
  /** Answers the way to stop listening. */
  on<E extends EventName>(event: E, listener: (payload: EventOf<E>) => void): () => void
}
