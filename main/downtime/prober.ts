import type { Clock } from '../runner/ports.ts'
import type { Sample, Verdict } from '../../shared/domain/downtime.ts'
import { defaultStableRun } from '../../shared/domain/downtime.ts'
import type { Probe } from './probe.ts'

export type ProberOptions = {
  readonly probe: Probe
  readonly clock: Clock
  /** Milliseconds of the clock between two probes. Default 200 (design.md section 10). */
  readonly intervalMs?: number
  /**
   * Real milliseconds that always lie between two probes, however fast the clock runs. Default 10. On an accelerated clock
   * the distance of the samples, and with it the resolution of the figure, grows accordingly.
   */
  readonly minRealIntervalMs?: number
  /** Without an answer for so long a probe is bad. Default 1000, but never less than 250 real ms. */
  readonly timeoutMs?: number
  readonly stableRun?: number
}

export type Prober = {
  start(): void
  /** Everything known so far; probes that are still out and older than an answered one count as bad. */
  samples(): readonly Sample[]
  /** How the newest probe ended, in a few words. */
  lastSeen(): string
  /** Resolves with true at the first good answer; with false when the signal is aborted before. */
  waitGood(signal: AbortSignal): Promise<boolean>
  /**
   * Resolves with true when the newest answers are a stable run of good ones that were all asked for from now on (what was
   * good before says nothing about now); with false when aborted before.
   */
  waitStable(signal: AbortSignal): Promise<boolean>
  /** Sends no more and closes the probe. A probe that is still out and was overtaken by an answered one counts as bad. */
  stop(): Promise<readonly Sample[]>
}

type Entry = {
  readonly sentAtMs: number
  verdict?: Verdict
  answeredAtMs?: number
  cancel?: () => void
  /** This computer slept while it was out: without an answer it says nothing. */
  unheard?: boolean
}

const withoutAnswer = ({ unheard }: Entry): Verdict => (unheard === true ? 'unknown' : 'bad')

type Waiter = { readonly holds: () => boolean; readonly resolve: (held: boolean) => void }

const minRealTimeoutMs = 250
/** Real ms that the sender may be late before the time is called unwatched: a stalled or sleeping computer. */
const unwatchedRealMs = 2_000

/** Asks again and again, and keeps every answer with its monotonic time. One timer a prober, none a probe. */
export function createProber(options: ProberOptions): Prober {
  const { probe, clock, intervalMs = 200, minRealIntervalMs = 10, timeoutMs = 1_000 } = options
  const stableRun = options.stableRun ?? defaultStableRun
  const entries: Entry[] = []
  const out = new Set<Entry>()
  const waiters = new Set<Waiter>()
  const stopping = new AbortController()
  let seen: { readonly text: string; readonly sentAtMs: number } | undefined
  let running: Promise<void> | undefined

  const settle = (entry: Entry, verdict: Verdict, answeredAtMs?: number): void => {
    entry.verdict = verdict
    if (answeredAtMs !== undefined) entry.answeredAtMs = answeredAtMs
    out.delete(entry)
    for (const waiter of waiters) if (waiter.holds()) waiter.resolve(true)
  }

  const see = (entry: Entry, text: string): void => {
    if (seen === undefined || seen.sentAtMs <= entry.sentAtMs)
      seen = { text, sentAtMs: entry.sentAtMs }
  }

  const sendOne = (): void => {
    const entry: Entry = { sentAtMs: clock.monotonicMs() }
    entries.push(entry)
    out.add(entry)
    entry.cancel = probe.send((answer) => {
      see(entry, answer.seen)
      settle(entry, answer.verdict, clock.monotonicMs())
    })
  }

  /** `asOfMs` is the time of the previous turn: answers that came while this process was busy are read in between. */
  const giveUp = (asOfMs: number): void => {
    const limit = Math.max(timeoutMs, minRealTimeoutMs * clock.rate())
    for (const entry of out) {
      if (entry.sentAtMs + limit > asOfMs) return
      entry.cancel?.()
      see(entry, 'no answer')
      settle(entry, withoutAnswer(entry))
    }
  }

  const run = async (): Promise<void> => {
    let previousMs = clock.monotonicMs()
    let previousAt = clock.now()
    let dueMs = previousMs
    while (!stopping.signal.aborted) {
      const nowMs = clock.monotonicMs()
      const at = clock.now()
      giveUp(previousMs)
      // On some systems the monotonic clock stands still while the computer sleeps; the wall clock does not.
      const slept = at - previousAt - (nowMs - previousMs)
      const lateMs = Math.max(nowMs - dueMs, slept)
      if (lateMs > unwatchedRealMs * clock.rate() && lateMs > 2 * intervalMs) {
        for (const entry of out) entry.unheard = true
        entries.push({ sentAtMs: Math.min(dueMs, nowMs), verdict: 'unknown' })
      }
      sendOne()
      previousMs = nowMs
      previousAt = at
      const leastMs = minRealIntervalMs * clock.rate()
      dueMs = Math.max(dueMs + Math.max(intervalMs, leastMs), nowMs + leastMs)
      await clock.sleep(dueMs - nowMs, stopping.signal)
    }
  }

  /** Index after the newest entry that has a verdict: later ones may still be answered in time. */
  const settledEnd = (): number => {
    let end = entries.length
    while (end > 0 && entries[end - 1]?.verdict === undefined) end -= 1
    return end
  }

  const isStableSince = (first: number): boolean => {
    const end = settledEnd()
    if (end - stableRun < first) return false
    return entries.slice(end - stableRun, end).every((entry) => entry.verdict === 'good')
  }

  const samples = (): Sample[] =>
    entries.slice(0, settledEnd()).map((entry) => ({
      sentAtMs: entry.sentAtMs,
      verdict: entry.verdict ?? withoutAnswer(entry),
      ...(entry.answeredAtMs === undefined ? {} : { answeredAtMs: entry.answeredAtMs }),
    }))

  const wait = (holds: () => boolean, signal: AbortSignal): Promise<boolean> => {
    if (holds()) return Promise.resolve(true)
    if (signal.aborted) return Promise.resolve(false)
    return new Promise((resolve) => {
      const leave = (): void => waiter.resolve(false)
      const waiter: Waiter = {
        holds,
        resolve(held) {
          waiters.delete(waiter)
          signal.removeEventListener('abort', leave)
          resolve(held)
        },
      }
      waiters.add(waiter)
      signal.addEventListener('abort', leave)
    })
  }

  return {
    start() {
      running ??= run()
    },
    samples,
    lastSeen: () => seen?.text ?? 'no answer yet',
    waitGood: (signal) => wait(() => entries.some((e) => e.verdict === 'good'), signal),
    waitStable(signal) {
      const first = entries.length
      return wait(() => isStableSince(first), signal)
    },
    async stop() {
      if (stopping.signal.aborted) return samples()
      stopping.abort()
      await running
      for (const entry of out) entry.cancel?.()
      for (const waiter of waiters) waiter.resolve(false)
      probe.close()
      return samples()
    },
  }
}
