import type { Clock, DowntimeOrder } from '../runner/ports.ts'
import type { Result } from '../../shared/base/result.ts'
import {
  disruptions,
  downtimeSoFar,
  measureDowntime,
  worstResult,
} from '../../shared/domain/downtime.ts'
import type { DowntimeRule, Sample } from '../../shared/domain/downtime.ts'
import type { DowntimeResult, JournalEvent } from '../../shared/domain/journal.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { ProbeSpec } from '../../shared/domain/procedure.ts'
import { probeTrace } from '../../shared/domain/probe-trace.ts'
import type { ProbeTrace } from '../../shared/domain/probe-trace.ts'
import { instant } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { createProber } from './prober.ts'
import type { Prober } from './prober.ts'
import type { Probes } from './probes.ts'

/** The order as the runner gives it; no probes is allowed, and the figure is then unknown. */
export type WindowSpec = DowntimeOrder

export type OpenWindow = {
  readonly spec: WindowSpec
  /** Downtime so far in ms, for the dial; null is unknown. */
  used(): number | null
  /** A probe is in a disruption that goes on. */
  isDown(): boolean
  /** What each probe saw last, in a few words. */
  seen(): readonly string[]
  /**
   * Waits for a stable run of good answers (bounded; the signal ends the wait early), stops probing and stores
   * `downtime.closed`. A second call answers the same result.
   */
  close(signal?: AbortSignal): Promise<DowntimeResult>
  /** Stops probing, and stores that nothing was begun: the window is in no book then. */
  withdraw(): Promise<void>
}

export type LedgerOptions = {
  readonly append: (
    events: readonly JournalEvent[],
    at: Instant,
  ) => Promise<Result<unknown, Problem>>
  readonly clock: Clock
  readonly probes: Probes
  /** Passed to the probers; see ProberOptions. */
  readonly intervalMs?: number
  readonly minRealIntervalMs?: number
  readonly timeoutMs?: number
  /** How long to wait for a good answer before the window opens. Default 2000 ms, at least 500 real ms. */
  readonly beforeMs?: number
  /** How long a closing window waits for stable service. Default 60 000 ms, at least 5000 real ms. */
  readonly stableWithinMs?: number
}

export type Ledger = {
  /** Probing has begun and `downtime.opened` is on disk when this resolves: only then may an effect start. */
  open(spec: WindowSpec): Promise<OpenWindow>
  /**
   * Goes on with a window that a crash left open; its opening is in the journal already. What happened before the restart was not
   * watched, so its figure is unknown (null); the closing still says when service was seen to be stable.
   */
  reopen(spec: WindowSpec): Promise<OpenWindow>
  openWindows(): readonly OpenWindow[]
  /** Stops all probing, and writes nothing: windows stay open in the journal, as after a crash, and `reopen` goes on with them. */
  leave(): Promise<void>
}

/** Measures every window from outside and keeps the book of it (design.md section 10). */
export function createLedger(options: LedgerOptions): Ledger {
  const { clock } = options
  const windows = new Set<OpenWindow>()
  /** Whatever asks for answers now; nothing else would end with this process. */
  const probing = new Set<Prober>()
  let isLeft = false

  const append = async (event: JournalEvent): Promise<void> => {
    const stored = await options.append([event], clock.now())
    if (!stored.ok) throw new ProblemError(stored.problem)
  }

  /** Runs `wait` for `ms` of the clock, but at least `minRealMs` of real time. */
  const atMost = async <T>(
    ms: number,
    minRealMs: number,
    outer: AbortSignal | undefined,
    wait: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const over = new AbortController()
    const timer = new AbortController()
    const signal = outer === undefined ? over.signal : AbortSignal.any([outer, over.signal])
    const ringing = clock
      .sleep(Math.max(ms, minRealMs * clock.rate()), timer.signal)
      .then(() => over.abort())
    try {
      return await wait(signal)
    } finally {
      timer.abort()
      await ringing
    }
  }

  const stopAll = (probers: readonly Prober[]): Promise<(readonly Sample[])[]> =>
    Promise.all(
      probers.map((prober) => {
        probing.delete(prober)
        return prober.stop()
      }),
    )

  const startProbers = async (specs: readonly ProbeSpec[]): Promise<Prober[]> => {
    const probers: Prober[] = []
    try {
      for (const spec of specs) {
        const prober = createProber({
          probe: await options.probes.open(spec),
          clock,
          ...(options.intervalMs === undefined ? {} : { intervalMs: options.intervalMs }),
          minRealIntervalMs: options.minRealIntervalMs ?? (spec.kind === 'https' ? 40 : 10),
          ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
        })
        prober.start()
        probers.push(prober)
        probing.add(prober)
      }
    } catch (error) {
      await stopAll(probers)
      throw error
    }
    return probers
  }

  const makeWindow = (
    spec: WindowSpec,
    probers: readonly Prober[],
    watched: boolean,
  ): OpenWindow => {
    const anchor = { monotonicMs: clock.monotonicMs(), at: clock.now() }
    let closing: Promise<DowntimeResult> | undefined
    const close = async (signal: AbortSignal | undefined): Promise<DowntimeResult> => {
      await atMost(options.stableWithinMs ?? 60_000, 5_000, signal, (over) =>
        Promise.all(probers.map((prober) => prober.waitStable(over))),
      )
      const all = await stopAll(probers)
      if (isLeft) throw new ProblemError(leaving)
      const measured = worst(all, spec.budgetMs, { anchor })
      const result = watched ? measured : { ...measured, measuredMs: null }
      const { run, member, service, scope, budgetMs } = spec
      const traces = all.map((samples, i) =>
        traceOf(spec.probes[i], samples, (ms) =>
          instant(Math.round(anchor.at + ms - anchor.monotonicMs)),
        ),
      )
      await append({
        kind: 'downtime.closed',
        run,
        member,
        service,
        scope,
        budgetMs,
        result,
        ...(traces.length === 0 ? {} : { traces }),
      })
      windows.delete(window)
      return result
    }
    const window: OpenWindow = {
      spec,
      used() {
        if (!watched || probers.length === 0) return null
        const now = clock.monotonicMs()
        const figures = probers.map((prober) => downtimeSoFar(prober.samples(), now))
        return figures.reduce(
          (most, f) => (most === null || f === null ? null : Math.max(most, f)),
          0,
        )
      },
      isDown: () =>
        probers.some((prober) => {
          const last = disruptions(prober.samples()).at(-1)
          return last !== undefined && last.to === undefined
        }),
      seen: () => probers.map((prober) => prober.lastSeen()),
      close(signal) {
        closing ??= close(signal)
        return closing
      },
      async withdraw() {
        await stopAll(probers)
        if (isLeft) throw new ProblemError(leaving)
        const { run, member, service, scope } = spec
        await append({ kind: 'downtime.withdrawn', run, member, service, scope })
        windows.delete(window)
      },
    }
    windows.add(window)
    return window
  }

  return {
    async open(spec) {
      const probers = await startProbers(spec.probes)
      try {
        await atMost(options.beforeMs ?? 2_000, 500, undefined, (over) =>
          Promise.all(probers.map((prober) => prober.waitGood(over))),
        )
        const { run, member, service, scope, budgetMs } = spec
        await append({ kind: 'downtime.opened', run, member, service, scope, budgetMs })
      } catch (error) {
        await stopAll(probers)
        throw error
      }
      return makeWindow(spec, probers, true)
    },
    reopen: async (spec) => makeWindow(spec, await startProbers(spec.probes), false),
    openWindows: () => [...windows],
    async leave() {
      isLeft = true
      await stopAll([...probing])
    },
  }
}

const traceOf = (
  probe: ProbeSpec | undefined,
  samples: readonly Sample[],
  wall: (ms: number) => Instant,
): ProbeTrace => ({
  probe:
    probe === undefined
      ? ''
      : `${probe.kind} ${probe.address}${probe.user === undefined ? '' : ` ${probe.user}`}`,
  ...probeTrace(samples, wall),
})

const leaving = problem('data-process', 'the program is closing', {
  safe: 'the window stays open in the journal',
  next: 'take the run up again: it is watched on',
})

const nothingMeasured: DowntimeResult = {
  measuredMs: null,
  resolutionMs: 0,
  samples: 0,
  unknownSamples: 0,
}

const worst = (
  all: readonly Parameters<typeof measureDowntime>[0][],
  budgetMs: number,
  rule: DowntimeRule,
): DowntimeResult =>
  worstResult(
    all.map((samples) => measureDowntime(samples, rule)),
    budgetMs,
  ) ?? nothingMeasured
