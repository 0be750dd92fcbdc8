import type { DataApi } from '../data/protocol.ts'
import type { Clock, SessionPool } from '../runner/ports.ts'
import type { Result } from '../../shared/base/result.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { BatchId, HostName, RunId } from '../../shared/domain/ids.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import { createHostLogs } from './host-logs.ts'
import type { HostLogSummary } from './host-logs.ts'
import { createRemoteLogs } from './remote-logs.ts'
import type { RenderOperation } from './remote-logs.ts'

export type LogCollectorOptions = {
  readonly pool: SessionPool
  readonly data: Pick<DataApi, 'logOffsets' | 'ingestLog' | 'append'>
  readonly clock: Pick<Clock, 'now'>
  readonly commands: RenderOperation
}

export type CollectRequest = {
  readonly hosts: readonly HostName[]
  /** What the lines are counted under. */
  readonly batch?: BatchId
  readonly run?: RunId
  readonly signal?: AbortSignal
}

export type HostLogs = {
  readonly host: HostName
  /** A problem of one host does not keep the others from being read; what it had given before is stored. */
  readonly result: Result<HostLogSummary, Problem>
}

export type LogCollector = {
  /** Reads what is new, at most two hosts at once. Collections of one collector run one after the other. */
  collect(request: CollectRequest): Promise<readonly HostLogs[]>
}

const hostsAtOnce = 2
const maxTurns = 3

export function createLogCollector(options: LogCollectorOptions): LogCollector {
  const remote = createRemoteLogs(options.pool, options.commands)
  const seen = new Map<string, string>()
  let last: Promise<unknown> = Promise.resolve()

  const collectHost = async (host: HostName, request: CollectRequest): Promise<HostLogs> => {
    const reader = createHostLogs({ ...options, remote, host, request, seen })
    for (let turn = 1; ; turn += 1)
      try {
        return { host, result: ok(await reader.collect(await options.data.logOffsets(host))) }
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        // A log was rotated under our hands: the stored places are right, only the listing is old.
        if (error.problem.code === 'precondition' && turn < maxTurns) continue
        return { host, result: bad(error.problem) }
      }
  }

  const collectAll = async (request: CollectRequest): Promise<readonly HostLogs[]> => {
    const waiting = [...new Set(request.hosts)]
    const done = new Map<HostName, HostLogs>()
    const worker = async (): Promise<void> => {
      for (let host = waiting.shift(); host !== undefined; host = waiting.shift())
        done.set(host, await collectHost(host, request))
    }
    await Promise.all(Array.from({ length: hostsAtOnce }, worker))
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
