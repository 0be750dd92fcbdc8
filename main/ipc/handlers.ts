import type { Result } from '../../shared/base/result.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { ChannelName } from '../../shared/ipc/channels.ts'
import type { AnswerOf, ParsedOf } from '../../shared/ipc/contract.ts'

/** One handler a channel: gets the parsed request, answers a value or a problem. */
export type Handler<C extends ChannelName> = (
  request: ParsedOf<C>,
) => Promise<Result<AnswerOf<C>, Problem>>

export type Handlers = { readonly [C in ChannelName]: Handler<C> }

/** The handlers of one area of the contract: each of its channels, and nothing else. */
export type AreaHandlers<Names extends readonly ChannelName[]> = Pick<Handlers, Names[number]>
