import { gzipSync } from 'node:zlib'
import { Refusal } from '../refusal.ts'
import { arg, numberArg, reads } from '../world/operation.ts'
import type { OperationModel } from '../world/operation.ts'
import type { HostLogs } from './host-logs.ts'

const device = '2049'
/** An answer stays far below what a client keeps of one command's output. */
const maxRead = 4 * 2 ** 20

/** `log-list` and `log-read`. A rotated `.gz` is read as it is on disk; offsets count bytes of the file. */
export const logOperations = (logs: HostLogs): Readonly<Record<string, OperationModel>> => ({
  'log-list': reads([], () => ({
    files: logs.list().map(({ path, inode, size, mtimeMs }) => ({
      file: path,
      device,
      inode,
      size,
      mtimeMs: Math.round(mtimeMs),
    })),
  })),
  'log-read': reads(['file', 'offset', 'limit'], (_, call) => {
    const file = arg(call, 'file')
    const offset = numberArg(call, 'offset')
    const limit = Math.min(numberArg(call, 'limit'), maxRead)
    const stored = logs.find(file)
    if (stored === undefined) throw new Refusal(`no log ${file} on ${call.host.name}`)
    const bytes = stored.data.subarray(
      Math.min(offset, stored.size),
      Math.min(offset + limit, stored.size),
    )
    return {
      file,
      device,
      inode: stored.inode,
      size: stored.size,
      offset,
      length: bytes.length,
      // The fastest level: the lab shares two cores with the product.
      data: gzipSync(bytes, { level: 1 }).toString('base64'),
    }
  }),
})
