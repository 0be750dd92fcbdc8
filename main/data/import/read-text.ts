import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { refusedImport } from './findings.ts'

export type ImportedFile = { readonly path: string; readonly name: string; readonly text: string }

/** A file of 100,000 customers has 10 MB; what is larger was chosen by mistake. */
const maxBytes = 64 * 1024 * 1024

/** Reads a whole UTF-8 file; a byte order mark is dropped. */
export function readText(path: string): Result<ImportedFile, Problem> {
  const bytes = readBytes(path)
  if (!bytes.ok) return bytes
  const end = firstBadByte(bytes.value)
  if (end !== undefined) {
    const line = bytes.value.subarray(0, end).filter((byte) => byte === 0x0a).length + 1
    return bad(
      refusedImport([
        { message: 'The file is not UTF-8; save it as UTF-8.', where: { file: path, line } },
      ]),
    )
  }
  const text = new TextDecoder('utf-8').decode(bytes.value)
  return ok({ path, name: basename(path), text })
}

function readBytes(path: string): Result<Buffer, Problem> {
  const where = { file: path }
  try {
    if (statSync(path).size > maxBytes)
      return bad(
        problem('bad-input', `The file is larger than ${maxBytes / 1024 / 1024} MiB.`, { where }),
      )
    return ok(readFileSync(path))
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return bad(
      problem('not-found', `The file cannot be read: ${detail}`, {
        where,
        safe: 'Nothing was written.',
        next: 'Check the path and your rights on the file.',
      }),
    )
  }
}

/** Index of a byte in the first run that is no UTF-8; found by halving, because the decoder does not say where. */
function firstBadByte(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes, false)) return undefined
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isUtf8(bytes.subarray(0, middle), true)) good = middle
    else bad = middle
  }
  return good
}

function isUtf8(bytes: Uint8Array, mayBeCut: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayBeCut })
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
