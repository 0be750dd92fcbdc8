import type { LogOffset, LogPiece } from '../../main/data/protocol.ts'
import { createLogCollector } from '../../main/logs/collector.ts'
import type { CollectRequest, HostLogSettings, HostLogs } from '../../main/logs/collector.ts'
import { bad, ok } from '../../shared/base/result.ts'
import { BatchId, HostName } from '../../shared/domain/ids.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { problem } from '../../shared/domain/problems.ts'
import { instant } from '../../shared/domain/time.ts'
import { LogHost } from './log-host.ts'

export const logHost = HostName.parse('sip01')
export const logBatch = BatchId.parse('pilot')
export const logClock = { now: () => instant(Date.UTC(2026, 0, 1)), monotonicMs: () => 0 }
/** What a fetch answers for a host that gave nothing. */
export const nothingRead = {
  files: 0,
  bytes: 0,
  lines: 0,
  errors: 0,
  warnings: 0,
  gaps: 0,
  findings: [],
  notes: [],
}

type SetUp = {
  readonly refuse?: (piece: LogPiece) => boolean
  readonly settings?: HostLogSettings
}

/** A collector of one host that keeps what is ingested, with offsets as the store does: moved only together with the bytes. */
export function logCollection({ refuse = () => false, settings = {} }: SetUp = {}) {
  const logs = new LogHost()
  const offsets = new Map<string, LogOffset>()
  const events: JournalEvent[] = []
  const text = new Map<string, string>()
  /** Bytes of gaps as they were stored. */
  const stored = { gap: 0 }
  const newCollector = () =>
    createLogCollector({
      pool: logs.pool(),
      clock: logClock,
      settings: () => settings,
      commands: (_, operation, __, args) => [operation, ...Object.values(args).map(String)],
      data: {
        logOffsets: async () => [...offsets.values()],
        async ingestLog(piece) {
          if (refuse(piece)) return bad(problem('disk-full', 'the disk is full'))
          offsets.set(piece.file, piece.next)
          stored.gap += piece.gap
          const added = Buffer.from(piece.bytes).toString()
          text.set(piece.file, (text.get(piece.file) ?? '') + added)
          const count = (word: string): number => added.split(word).length - 1
          return ok({ lines: count('\n'), errors: count('ERROR'), warnings: count('WARN') })
        },
        async append(added) {
          events.push(...added)
          return ok({ seq: events.length, hash: '' })
        },
      },
    })
  let collector = newCollector()
  const collectAll = async (request: Partial<CollectRequest> = {}): Promise<HostLogs> => {
    const [first] = await collector.collect({ hosts: [logHost], batch: logBatch, ...request })
    if (first === undefined) throw new Error('the host has no answer')
    return first
  }
  return {
    logs,
    offsets,
    events,
    text,
    stored,
    collectAll,
    collect: async (request: Partial<CollectRequest> = {}) => (await collectAll(request)).result,
    /** As after a start of the program: only what is stored is left. */
    restart: () => {
      collector = newCollector()
    },
  }
}
