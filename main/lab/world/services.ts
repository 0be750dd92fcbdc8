import type { HeldAddress, World } from './state.ts'
import { servedBy, settle } from './traffic.ts'

/** What an outside observer gets at the service addresses. */

/** A request that needs no record: the holder has to be up. With the dispatcher in front, the target's outage is everybody's. */
export function answersAt(world: World, held: HeldAddress): boolean {
  if (held.holder === 'none') return false
  if (held.holder === 'source') return held.service === 'voice' || !world.down.source
  return !world.down.target
}

/** Status for SIP OPTIONS, with or without the account that is asked for. */
export function sipStatus(
  world: World,
  held: HeldAddress,
  user: string | undefined,
  at: number,
): 'silent' | { readonly code: number; readonly reason: string } {
  if (!answersAt(world, held)) return 'silent'
  if (user === undefined) return { code: 200, reason: 'OK' }
  const state = world.accounts.get(user)
  if (state === undefined) return { code: 404, reason: 'Not Found' }
  settle(world, state, at)
  const { source } = state
  const served =
    held.holder === 'source'
      ? source.status === 'O' && source.lock === 'N' && !world.down.source
      : servedBy(world, state) !== undefined
  return served ? { code: 200, reason: 'OK' } : { code: 503, reason: 'Service Unavailable' }
}
