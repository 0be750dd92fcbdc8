import type { Clock, SessionPool } from '../runner/ports.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { HostName } from '../../shared/domain/ids.ts'
import type { CommandOutcome } from '../../shared/domain/outcome.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'

/** How far a host's clock is ahead of ours, in ms; negative when it is behind. */
export type ClockSkew = { readonly skewMs: number; readonly uncertaintyMs: number }

/** Round trips; the shortest tells most. The first of them may carry the login. */
const rounds = 5
/** Good enough for logs: their times have seconds or milliseconds. */
const enoughMs = 2

/** GNU date gives nanoseconds; one that does not know %N leaves something that is no digit. */
const command = ['date', '+%s.%N']

/**
 * Asks the host what time it is. What it answers was true at some moment of the round trip: half of it is the uncertainty. A
 * host whose `date` knows only seconds adds half a second.
 */
export async function measureSkew(
  pool: Pick<SessionPool, 'exec'>,
  host: HostName,
  clock: Pick<Clock, 'now' | 'monotonicMs'>,
  signal?: AbortSignal,
): Promise<Result<ClockSkew, Problem>> {
  let best: ClockSkew | undefined
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = clock.now()
    const startedMs = clock.monotonicMs()
    const outcome = await pool.exec(host, command, {
      maxBytes: 4096,
      ...(signal === undefined ? {} : { signal }),
    })
    const tripMs = clock.monotonicMs() - startedMs
    const told = timeOf(host, outcome)
    if (!told.ok) return told
    const { atMs, resolutionMs } = told.value
    // Our own wall clock has whole milliseconds: it may have begun up to one later than it says.
    const uncertaintyMs = (tripMs + resolutionMs) / 2 + 1
    const skewMs = atMs + resolutionMs / 2 - (startedAt + tripMs / 2)
    if (best === undefined || uncertaintyMs < best.uncertaintyMs) best = { skewMs, uncertaintyMs }
    if (best.uncertaintyMs <= enoughMs) break
  }
  return best === undefined ? bad(noTime(host, '')) : ok(best)
}

function timeOf(
  host: string,
  { ending, stdout }: CommandOutcome,
): Result<{ readonly atMs: number; readonly resolutionMs: number }, Problem> {
  if (ending.kind === 'lost' || ending.kind === 'not-started') return bad(ending.problem)
  const said = Buffer.from(stdout).toString('latin1').trim()
  const match = /(?<seconds>\d{9,11})(?:\.(?<nanos>\d{9}))?\D*$/.exec(said)
  const { seconds, nanos } = match?.groups ?? {}
  if (ending.kind !== 'exited' || ending.code !== 0 || seconds === undefined)
    return bad(noTime(host, said))
  const atMs = Number(seconds) * 1000
  return nanos === undefined
    ? ok({ atMs, resolutionMs: 1000 })
    : ok({ atMs: atMs + Number(nanos) / 1e6, resolutionMs: 0 })
}

const noTime = (host: string, said: string): Problem =>
  problem('bad-answer', `${host} did not say what time it is: ${said.slice(0, 100)}`, {
    where: { host },
    safe: 'asking changed nothing; its logs are read with their times as they are',
    next: 'run "date +%s.%N" on the host',
  })
