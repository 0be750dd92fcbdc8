import * as zlib from 'node:zlib'
import { Refusal } from '../refusal.ts'
import { arg, numberArg, reads } from '../world/operation.ts'
import type { Answer, Call, OperationModel } from '../world/operation.ts'
import { apiClientOperation } from './api-clients.ts'
import type { HostLogs } from './host-logs.ts'

/** The Node of an Electron may lack it. */
const hasZstd = 'zstdCompressSync' in zlib

const device = '2049'
/** An answer stays far below what a client keeps of one command's output. */
const maxRead = 4 * 2 ** 20
/** Less than this is not worth a packer's start. */
const leastPacked = 16 * 1024

/** Exit codes of log-read: no such file (any more), no program that unpacks it. */
const gone = 66
const noProgram = 69

/**
 * `log-list` and `log-read`. A rotated file is read as it is on disk, or unpacked (`--source text`), or entries of the journal; the
 * host packs what it sends unless it is told not to.
 */
export const logOperations = (logs: HostLogs): Readonly<Record<string, OperationModel>> => ({
  ...apiClientOperation(logs),
  'log-list': reads([], () => ({
    files: logs.list().map(({ path, inode, size, mtimeMs }) => ({
      file: path,
      device,
      inode,
      size,
      mtimeMs: Math.round(mtimeMs),
    })),
  })),
  'log-read': reads(['file', 'offset', 'limit', 'source', 'packing', 'cursor'], (_, call) => {
    const file = arg(call, 'file')
    const limit = Math.min(numberArg(call, 'limit'), maxRead)
    const packing = call.args['packing']
    const source = call.args['source'] ?? 'file'
    if (source === 'journal') {
      const { data, cursorFound } = logs.journal.read(file, call.args['cursor'] ?? '', limit)
      const of = { file, device: 'journal', inode: 'journal', size: 0, offset: 0 }
      return { ...of, cursorFound, ...packed(data, packing) }
    }
    return { file, device, ...fileBytes(logs, call, source === 'text', limit) }
  }),
})

function fileBytes(logs: HostLogs, call: Call, asText: boolean, limit: number): Answer {
  const file = arg(call, 'file')
  const offset = numberArg(call, 'offset')
  const stored = logs.find(file)
  if (stored === undefined) throw new Refusal(`no log ${file} on ${call.host.name}`, gone)
  const whole = stored.data.subarray(0, stored.size)
  const bytes = (asText ? unpacked(file, whole) : whole).subarray(offset, offset + limit)
  const { inode, size } = stored
  return { inode, size, offset, ...packed(bytes, call.args['packing']) }
}

function unpacked(file: string, bytes: Buffer): Buffer {
  if (file.endsWith('.gz')) return zlib.gunzipSync(bytes)
  if (file.endsWith('.zst') && hasZstd) return zlib.zstdDecompressSync(bytes)
  if (/\.(?:bz2|xz|zst)$/.test(file)) throw new Refusal(`no program unpacks ${file}`, noProgram)
  return bytes
}

/** The fastest levels: the lab shares its cores with the product. Callers that do not say how get gzip. */
function packed(bytes: Buffer, packing: string | undefined): Answer {
  const { length } = bytes
  const gzip = (): string => zlib.gzipSync(bytes, { level: 1 }).toString('base64')
  if (packing === undefined) return { length, data: gzip() }
  if (packing === 'plain' || length < leastPacked)
    return { length, packing: 'plain', data: bytes.toString('base64') }
  if (!hasZstd) return { length, packing: 'gzip', data: gzip() }
  const data = zlib.zstdCompressSync(bytes, {
    params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 },
  })
  return { length, packing: 'zstd', data: data.toString('base64') }
}
