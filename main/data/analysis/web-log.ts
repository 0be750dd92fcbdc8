import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import * as zlib from 'node:zlib'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { readAccessLine } from '../../../shared/domain/analysis/access-line.ts'
import type { ApiClient } from '../../../shared/domain/analysis/facts.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { WebLogCount } from '../survey-protocol.ts'
import { unpackByProgram, unpackerOf } from './unpack-by-program.ts'

/** Different pairs of client and method that are counted apart: what a scan of the whole internet brings must not fill the memory. */
const mostPairs = 20_000
/** A line is looked at so far; the rest of a longer one is passed over. */
const longestLine = 16_384

type Count = { hits: number; firstAt: number; lastAt: number }

/** Counts API requests by client and method, in a stream: memory does not grow with the log. */
export async function countWebLog(
  path: string,
  ownAddresses: readonly string[],
): Promise<Result<WebLogCount, Problem>> {
  const tally = createTally(basename(path), new Set(ownAddresses))
  const stream = await textOf(path)
  if (!stream.ok) return stream
  let damaged: string | undefined
  try {
    let rest = ''
    for await (const chunk of stream.value) {
      // Latin-1 keeps every byte; what is looked for is ASCII (domain.md 8.1: occasional bad bytes).
      const text = rest + (chunk as Buffer).toString('latin1') // no encoding is set: buffers
      const lines = text.split('\n')
      rest = (lines.pop() ?? '').slice(0, longestLine)
      for (const line of lines) tally.line(line)
    }
    if (rest !== '') tally.line(rest)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    damaged = error.message
  }
  const counted = tally.result()
  if (damaged !== undefined && counted.lines === 0) return bad(unreadable(path, damaged))
  if (counted.lines > 0 && counted.foreign === counted.lines)
    return bad(
      problem('bad-input', `${basename(path)} is no web access log: none of its lines is one`, {
        where: { file: path, line: 1 },
        safe: 'nothing was stored',
        next: 'name httpd-access-web.log or a rotated one: address, two words, [day/Mon/year:time zone], "POST /rest/…"',
      }),
    )
  return ok({ ...counted, ...(damaged === undefined ? {} : { damaged }) })
}

function createTally(file: string, own: ReadonlySet<string>) {
  const clients = new Map<string, Map<string, Count>>()
  let [lines, requests, foreign, pairs, dropped] = [0, 0, 0, 0, 0]
  return {
    line(text: string): void {
      if (text === '' || text === '\r') return
      lines += 1
      const found = readAccessLine(text)
      if (found === undefined) {
        foreign += 1
        return
      }
      const { address, method, at } = found
      if (method === undefined || own.has(address)) return
      requests += 1
      let methods = clients.get(address)
      const known = methods?.get(method)
      if (known !== undefined) {
        known.hits += 1
        if (at < known.firstAt) known.firstAt = at
        if (at > known.lastAt) known.lastAt = at
        return
      }
      if (pairs >= mostPairs) {
        dropped += 1
        return
      }
      pairs += 1
      if (methods === undefined) clients.set(address, (methods = new Map()))
      methods.set(method, { hits: 1, firstAt: at, lastAt: at })
    },
    result: (): WebLogCount => ({
      clients: [...clients].flatMap(([address, methods]) =>
        [...methods].map(([method, count]): ApiClient => ({
          address,
          method,
          ...count,
          source: file,
        })),
      ),
      lines,
      requests,
      foreign,
      dropped,
    }),
  }
}

/** The file unpacked by what its first bytes say, not by its name. */
async function textOf(path: string): Promise<Result<AsyncIterable<unknown>, Problem>> {
  try {
    const file = await open(path, 'r')
    const head = Buffer.alloc(6)
    await file.read(head, 0, 6, 0)
    await file.close()
    const unpacker = unpackerOf(head)
    if (unpacker !== undefined) {
      const text = await unpackByProgram(unpacker, path)
      return text === undefined
        ? bad(
            unreadable(
              path,
              `it is packed with ${unpacker}, and that program is not on this computer`,
              `unpack a copy of it where there is one: ${unpacker} -dk`,
            ),
          )
        : ok(text)
    }
    const bytes = createReadStream(path, { highWaterMark: 262_144 })
    if (head[0] === 0x1f && head[1] === 0x8b) return ok(through(bytes, zlib.createGunzip()))
    if (head.readUInt32LE(0) === 0xfd2fb528) return ok(firstFrame(path, bytes))
    return ok(bytes)
  } catch (error) {
    return bad(unreadable(path, error instanceof Error ? error.message : String(error)))
  }
}

function through(
  bytes: ReturnType<typeof createReadStream>,
  unpack: ReturnType<typeof zlib.createGunzip> | ReturnType<typeof zlib.createZstdDecompress>,
): AsyncIterable<unknown> {
  bytes.on('error', (error) => unpack.destroy(error))
  return bytes.pipe(unpack)
}

/** Node's zstd ends with the first of several packed parts, and says nothing. */
async function* firstFrame(
  path: string,
  bytes: ReturnType<typeof createReadStream>,
): AsyncGenerator {
  const unpack = zlib.createZstdDecompress()
  yield* through(bytes, unpack)
  if (unpack.bytesWritten < (await stat(path)).size)
    throw new Error(
      'it was packed in several parts, and only the first was read: unpack a copy with zstd -dk',
    )
}

const unreadable = (
  path: string,
  why: string,
  next = 'check the name and that you may read it',
): Problem =>
  problem('bad-input', `the web log cannot be read: ${why}`, {
    where: { file: path },
    safe: 'nothing was stored',
    next,
  })
