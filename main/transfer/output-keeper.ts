import type { AttemptId, RunId } from '../../shared/domain/ids.ts'
import type { DataApi, OutputEntry } from '../data/protocol.ts'
import type { OutputSink } from '../runner/ports.ts'

/** Bytes that are handed over at once; one call is under way at a time. */
const bytesAtOnce = 512 * 1024
/** So long, real ms, a first small piece waits for more: somebody is reading along. */
const gatherMs = 40

export type OutputKeeper = OutputSink & {
  /** Everything that was printed so far is handed over when this resolves. */
  flush(): Promise<void>
}

/** Carries output to the data process in larger pieces. What cannot be kept is counted as lost; a run never waits for it. */
export function createOutputKeeper(data: Pick<DataApi, 'keepOutput'>): OutputKeeper {
  let waiting: OutputEntry[] = []
  let gathering: ReturnType<typeof setTimeout> | undefined
  let handingOver: Promise<void> | undefined

  async function handOver(): Promise<void> {
    while (waiting.length > 0) {
      const entries = takeSome()
      // A call that is refused keeps nothing of itself. Where not even the loss can be written, nobody is left to tell it to.
      const kept = await data.keepOutput(entries).catch(() => undefined)
      if (kept?.ok === false) await data.keepOutput(lostOf(entries)).catch(() => undefined)
    }
    handingOver = undefined
  }

  const takeSome = (): OutputEntry[] => {
    let bytes = 0
    const end = waiting.findIndex((entry) => {
      bytes += entry.kind === 'bytes' ? entry.bytes.length : 0
      return bytes > bytesAtOnce
    })
    return waiting.splice(0, end < 0 ? waiting.length : Math.max(1, end))
  }

  const start = (): Promise<void> => {
    clearTimeout(gathering)
    gathering = undefined
    handingOver ??= handOver()
    return handingOver
  }

  const put = (entry: OutputEntry): void => {
    waiting.push(entry)
    if (handingOver === undefined) gathering ??= setTimeout(() => void start(), gatherMs)
  }

  return {
    open(run: RunId, attempt: AttemptId) {
      let first = true
      return {
        write(stream, bytes) {
          put({ kind: 'bytes', attempt, run, stream, bytes, first })
          first = false
        },
        end() {
          if (!first) put({ kind: 'end', attempt, run })
        },
      }
    },
    flush: async () => {
      // Both are changed by `start` and by writers meanwhile.
      // oxlint-disable-next-line no-unmodified-loop-condition
      while (waiting.length > 0 || handingOver !== undefined) await start()
    },
  }
}

/** Told instead of bytes that were refused; an end stays one. */
function lostOf(entries: readonly OutputEntry[]): OutputEntry[] {
  return entries.map((entry) =>
    entry.kind === 'bytes'
      ? { kind: 'lost', attempt: entry.attempt, run: entry.run, bytes: entry.bytes.length }
      : entry,
  )
}
