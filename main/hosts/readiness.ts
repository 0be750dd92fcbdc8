import type { HostName } from '../../shared/domain/ids.ts'
import type { HostReadiness } from '../../shared/domain/preflight.ts'
import { measureSkew } from '../logs/clock-skew.ts'
import type { Clock } from '../runner/ports.ts'
import type { SshSessionPool } from '../ssh/session-pool.ts'

/** Round trip and clock of one host over its session; why not, when it does not answer. */
export async function readinessOf(
  host: HostName,
  pool: SshSessionPool,
  clock: Clock,
): Promise<HostReadiness> {
  const access = pool.access(host)
  const hops = access.ok ? access.value.length - 1 : 0
  // The first trip may carry the login: it is not the one that counts. A session that turns out to be dead is made anew.
  const old = await pool.roundTrip(host)
  const isDead = !old.ok && old.problem.code === 'connection-lost'
  const first = isDead ? await pool.roundTrip(host) : old
  const trip = first.ok ? await pool.roundTrip(host) : first
  if (!trip.ok) return { host, hops, problem: trip.problem }
  const skew = await measureSkew(pool, host, clock)
  return {
    host,
    hops,
    roundTripMs: trip.value,
    ...(skew.ok ? { skew: skew.value } : {}),
  }
}
