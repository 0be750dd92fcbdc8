import { bad } from '../../shared/base/result.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { ChannelName } from '../../shared/ipc/channels.ts'
import { contract } from '../../shared/ipc/contract.ts'
import type { Envelope } from '../../shared/ipc/envelope.ts'
import type { Handlers } from './handlers.ts'

/**
 * Answers one call: the request is parsed by its channel's schema first, whatever the window sent. Always an envelope: a problem that
 * was thrown is told as it is, a bug goes to `onBug` (which writes it down) and is told as such.
 */
export async function answerCall(
  handlers: Handlers,
  channel: ChannelName,
  raw: unknown,
  onBug: (error: unknown) => void,
): Promise<Envelope<unknown>> {
  const parsed = contract[channel].request.safeParse(raw)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const field = issue === undefined || issue.path.length === 0 ? 'request' : issue.path.join('.')
    return bad(problem('wrong-use', `${channel}: ${field}: ${issue?.message ?? 'not valid'}`))
  }
  // The handler of a channel takes what the schema of the same channel gives; the map keeps them together.
  const handler = handlers[channel] as (request: unknown) => Promise<Envelope<unknown>>
  try {
    return await handler(parsed.data)
  } catch (error) {
    if (error instanceof ProblemError) return bad(error.problem)
    onBug(error)
    return bad(
      problem(
        'bug',
        `Switchyard itself failed: ${error instanceof Error ? error.message : String(error)}`,
        {
          safe: 'Runs go on: they do not depend on the window.',
          next: 'Try again. The details are in crash.log in the data folder of Switchyard.',
        },
      ),
    )
  }
}
