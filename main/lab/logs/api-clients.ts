import { gunzipSync } from 'node:zlib'
import { readAccessLine } from '../../../shared/domain/analysis/access-line.ts'
import { reads } from '../world/operation.ts'
import type { Answer, OperationModel } from '../world/operation.ts'
import type { HostLogs } from './host-logs.ts'

/** `api-clients`: requests of the web API by client and method, in the access log and the last rotated one. */
export const apiClientOperation = (logs: HostLogs): Readonly<Record<string, OperationModel>> => ({
  'api-clients': reads([], () => countClients(logs), 1200),
})

type Count = { address: string; method: string; hits: number; firstMs: number; lastMs: number }

function countClients(logs: HostLogs): Answer {
  const files = logs
    .list()
    .filter(({ path }) => /httpd-access-web\.log(?:\.1(?:\.gz)?)?$/.test(path))
  const counts = new Map<string, Count>()
  let [lines, foreign] = [0, 0]
  for (const { path, data, size } of files) {
    const bytes = data.subarray(0, size)
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1')
    for (const line of text.split('\n')) {
      if (line === '') continue
      lines += 1
      const found = readAccessLine(line)
      if (found === undefined) foreign += 1
      if (found?.method === undefined) continue
      const { address, method, at } = found
      const key = `${address} ${method}`
      const known = counts.get(key) ?? { address, method, hits: 0, firstMs: at, lastMs: at }
      known.hits += 1
      known.firstMs = Math.min(known.firstMs, at)
      known.lastMs = Math.max(known.lastMs, at)
      counts.set(key, known)
    }
  }
  return {
    files: files.map(({ path }) => path),
    lines,
    foreign,
    dropped: 0,
    unread: [],
    clients: [...counts.values()],
  }
}
