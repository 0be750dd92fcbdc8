import { isDecided } from '../../shared/domain/analysis/findings.ts'
import type { ChannelName } from '../../shared/ipc/channels.ts'
import type { AnswerOf, RequestOf } from '../../shared/ipc/contract.ts'

type Call = <C extends ChannelName>(channel: C, request?: RequestOf<C>) => Promise<AnswerOf<C>>

/** The stage analysis over the bridge, for tests that are about something else: surveyed, decided, signed by both sides. */
export async function analyseInWindow(call: Call): Promise<void> {
  const before = await call('analysis/get-state')
  if (before === null || before.gate.open) return
  await call('analysis/start-survey', {})
  const day = new Date(before.at).toISOString().slice(0, 10)
  await call('analysis/put-entry', {
    put: { register: 'freeze', id: 'freeze', entry: { announced: day, enforced: day } },
  })
  const surveyed = await call('analysis/get-state')
  for (const { id, basis, severity, state } of surveyed?.findings ?? [])
    if (severity === 'blocker' && !isDecided(state))
      await call('analysis/decide-finding', {
        finding: id,
        basis,
        decision: 'accept',
        reason: 'agreed for the lab',
      })
  for (const [side, by] of [
    ['vendor', 'vera'],
    ['operator', 'otto'],
  ] as const) {
    const results = (await call('analysis/get-state'))?.results ?? ''
    await call('analysis/sign-results', { side, by, results })
  }
}
