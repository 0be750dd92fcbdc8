import { localTime } from '../../domain/local-time.ts'
import { formatMs } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { WindowState } from '../types.ts'

type Window = { readonly from: Instant; readonly to: Instant }

/**
 * State of a window, half-open as every window.
 * @param leftMs How long the work that has not begun would take, ms; 0 when everything has begun.
 * @param begun Whether anything of the batch was begun in this window.
 */
export function windowState(
  window: Window,
  now: Instant,
  leftMs: number,
  begun: boolean,
): WindowState {
  if (now < window.from) return 'planned'
  if (now >= window.to) return begun ? 'closed' : 'missed'
  return leftMs > window.to - now ? 'closing' : 'open'
}

/**
 * Why this customer may not begin now, in a sentence; undefined when it may.
 * @param lockOutMs What the customer needs by the lock-out model, ms.
 * @param zone IANA zone in which the sentence names the time. Default UTC.
 */
export function mayBegin(
  window: Window,
  now: Instant,
  lockOutMs: number,
  zone = 'UTC',
): string | undefined {
  if (now < window.from) return `the window opens at ${localTime(window.from, zone)}`
  if (now >= window.to) return `the window closed at ${localTime(window.to, zone)}`
  const left = window.to - now
  if (lockOutMs <= left) return undefined
  return `the window closes at ${localTime(window.to, zone)}; this customer needs about ${formatMs(lockOutMs)}, ${formatMs(left)} are left`
}
