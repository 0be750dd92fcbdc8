import type { DataApi } from '../data/protocol.ts'
import type { Clock, SessionPool } from '../runner/ports.ts'
import type { Result } from '../../shared/base/result.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { BatchId, HostName, RunId } from '../../shared/domain/ids.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { JournalUnits } from '../../shared/domain/project.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { measureSkew } from './clock-skew.ts'
import type { ClockSkew } from './clock-skew.ts'
import { createFileSource } from './file-source.ts'
import { collectFiles } from './host-logs.ts'
import { newMemory } from './host-memory.ts'
import type { HostMemory } from './host-memory.ts'
import { createHostTally } from './host-tally.ts'
import type { HostLogSummary } from './host-tally.ts'
import { collectJournal } from './journal-logs.ts'
import { journalDevice } from './journal-source.ts'
import { createPackChoice } from './pack-choice.ts'
import type { PackChoice } from './pack-choice.ts'
import { createRemoteLogs, pieceBytes } from './remote-logs.ts'
import type { RenderOperation } from './remote-logs.ts'

export type HostLogSettings = {
  /** `auto` (default) packs on the host where that is measured to be faster; `never` spares its processor. */
  readonly compress?: 'auto' | 'never'
  /** Units of its journal to read besides its files. Default none: where syslog writes files, the journal holds them again. */
  readonly journal?: JournalUnits
}

export type LogCollectorOptions = {
  readonly pool: SessionPool
  readonly data: Pick<DataApi, 'logOffsets' | 'ingestLog' | 'append'>
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>
  readonly commands: RenderOperation
  readonly settings?: (host: HostName) => HostLogSettings
}

export type CollectRequest = {
  readonly hosts: readonly HostName[]
  /** What the lines are counted under. */
  readonly batch?: BatchId
  readonly run?: RunId
  /**
   * At the first look at a log: rotated files written since then are read too, and the journal from then on. Default: what is
   * in the file that is written to, and one day of the journal.
   */
  readonly since?: Instant
  readonly signal?: AbortSignal
}

export type HostLogs = {
  readonly host: HostName
  /** A problem of one host does not keep the others from being read. */
  readonly result: Result<HostLogSummary, Problem>
  /** What it gave and is stored, also where a problem kept the rest from being read. */
  readonly read: HostLogSummary
  /** Its files were read to their end, but for what a problem names: a journal, or what the login user may not read. */
  readonly seen: boolean
  /** Its clock against ours while it was read; a problem where it did not say. */
  readonly skew: Result<ClockSkew, Problem>
}

export type LogCollector = {
  /** Reads what is new, several hosts at once. Collections of one collector run one after the other. */
  collect(request: CollectRequest): Promise<readonly HostLogs[]>
}

const maxTurns = 3
const dayMs = 86_400_000

/** Memory for bytes on their way, over all hosts. */
const flightBytes = 96 * 2 ** 20
/** Two pieces of text, and an answer that could not be packed as its channel, its string and its bytes. */
const hostFlightBytes = 2 * pieceBytes + 4 * 2 ** 20

/** Hosts read side by side: bounded by memory, not by processors, because most of the time is waiting. */
export const hostsAtOnce = Math.floor(flightBytes / hostFlightBytes)

type HostState = { readonly memory: HostMemory; readonly packing: PackChoice }

export function createLogCollector(options: LogCollectorOptions): LogCollector {
  const { pool, data, clock, commands } = options
  const states = new Map<HostName, HostState>()
  let last: Promise<unknown> = Promise.resolve()

  const stateOf = (host: HostName, settings: HostLogSettings): HostState => {
    const state = states.get(host) ?? {
      memory: newMemory(),
      packing: createPackChoice(settings.compress ?? 'auto'),
    }
    states.set(host, state)
    return state
  }

  const collectHost = async (host: HostName, request: CollectRequest): Promise<HostLogs> => {
    const settings = options.settings?.(host) ?? {}
    const { memory, packing } = stateOf(host, settings)
    const remote = createRemoteLogs({ pool, commands, host, packing })
    const skew = await measureSkew(pool, host, clock, request.signal)
    const tally = createHostTally({ data, clock, host, request, skew })
    // A host that cannot be reached is not tried a second time.
    if (!skew.ok && skew.problem.code !== 'bad-answer')
      return { host, result: bad(skew.problem), read: tally.summary(), seen: false, skew }
    const ahead = skew.ok ? skew.value.skewMs - skew.value.uncertaintyMs : 0
    const sinceMs = request.since === undefined ? undefined : request.since + ahead
    const files = {
      source: createFileSource(remote),
      tally,
      host,
      request,
      memory,
      sinceMs,
      mayBeEmpty: settings.journal !== undefined,
    }
    let seen = false
    for (let turn = 1; ; turn += 1)
      try {
        const places = await data.logOffsets(host)
        const refused = await collectFiles(
          { ...files, mayListAgain: turn === 1 },
          places.filter((place) => place.device !== journalDevice),
        )
        seen = true
        if (settings.journal !== undefined)
          await collectJournal(
            {
              remote,
              tally,
              host,
              units: settings.journal,
              memory,
              sinceMs: sinceMs ?? clock.now() + ahead - dayMs,
              signal: request.signal,
            },
            places,
          )
        const read = tally.summary()
        return { host, result: refused === undefined ? ok(read) : bad(refused), read, seen, skew }
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        // A log was rotated under our hands: the stored places are right, only the listing is old.
        if (error.problem.code === 'precondition' && turn < maxTurns) continue
        return { host, result: bad(error.problem), read: tally.summary(), seen, skew }
      }
  }

  const collectAll = async (request: CollectRequest): Promise<readonly HostLogs[]> => {
    const waiting = [...new Set(request.hosts)]
    const done = new Map<HostName, HostLogs>()
    const worker = async (): Promise<void> => {
      for (let host = waiting.shift(); host !== undefined; host = waiting.shift())
        done.set(host, await collectHost(host, request))
    }
    await Promise.all(Array.from({ length: Math.min(hostsAtOnce, waiting.length) }, worker))
    return request.hosts.flatMap((host) => done.get(host) ?? [])
  }

  return {
    collect(request) {
      // Two collections at once would read the same bytes from the same offsets.
      const mine = last.then(() => collectAll(request))
      last = mine.catch(() => undefined)
      return mine
    },
  }
}
