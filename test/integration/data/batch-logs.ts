import type { DataApi, LogPiece } from '../../../main/data/protocol.ts'
import { BatchId, CustomerId, HostName } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, start } from './panda-history.ts'

/** A batch of two customers after ten days of logs, fetched piece by piece without any host. */
export const host = HostName.parse('tgt-db')
export const batch = BatchId.parse('pilot')
export const day = 86_400_000
export const night = start + 10 * day
export const customers = ['10001', '10002'].map((id) => CustomerId.parse(id))

const at = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 19)
export const line = (ms: number, text: string): string => `${at(ms)} ${text}\n`

/** One log of one host, written and fetched in pieces of any size. */
export function logOf(api: DataApi, of: HostName = host, file = 'porter.log') {
  let offset = 0
  const piece = (bytes: Buffer, more: Partial<LogPiece> = {}): LogPiece => {
    offset += bytes.length
    return {
      host: of,
      file,
      bytes,
      next: {
        host: of,
        file,
        device: '8',
        inode: '21',
        offset,
        tailHash: `h${offset}`,
        tailLength: 0,
      },
      gap: 0,
      final: false,
      ...more,
    }
  }
  return {
    piece,
    async fetch(text: string, now: number, size = text.length): Promise<void> {
      for (let from = 0; from < text.length; from += size)
        must(await api.ingestLog(piece(Buffer.from(text.slice(from, from + size)))))
      await seen(api, now)
    },
  }
}

/** Every host of the project was read; only one of them writes. */
export async function seen(api: DataApi, now: number, problem?: string): Promise<void> {
  const { spec } = await api.summary()
  const reads = spec.hosts.map(({ name }) => ({
    host: name,
    skewMs: 0,
    ...(problem === undefined || name !== host ? {} : { problem }),
  }))
  must(await api.logsRead(reads, instant(now)))
}

export async function moved(api: DataApi, ids: readonly CustomerId[], now: number): Promise<void> {
  const steps = ['planned', 'scheduled', 'locked', 'transferring', 'transferred'] as const
  for (const customer of ids)
    must(
      await api.append(
        events(
          steps.slice(1).map((to, i) => ({ kind: 'customer.state', customer, from: steps[i], to })),
        ),
        instant(now),
      ),
    )
}

export const check = (api: DataApi, now: number): ReturnType<DataApi['checkLogs']> =>
  api.checkLogs({ batch, at: instant(now), signatures: [] })
