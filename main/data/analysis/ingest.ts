import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { Signature } from '../../../shared/log-rules/signatures.ts'
import type { WriteDb } from '../db.ts'
import type { LogOffset, LogPiece } from '../protocol.ts'
import { readLogs, writeLogs } from '../store/logs.ts'
import type { Journal } from '../store/journal.ts'
import { refuse } from '../store/refusal.ts'
import type { Refusal } from '../store/refusal.ts'
import { createKeep } from './keep-piece.ts'
import type { KeptPiece } from './keep-piece.ts'
import type { Scanned } from './keep-scan.ts'

export type Ingested = {
  readonly lines: number
  readonly errors: number
  readonly warnings: number
}

const nothing: Ingested = { lines: 0, errors: 0, warnings: 0 }

/** `signatures`: of lines that show one more is kept. One at a time for each file: the half line of one piece is the beginning of the next. */
export function openIngest(db: WriteDb, journal: Journal, signatures: readonly Signature[]) {
  const logs = readLogs(db)
  const knownBatch = db.prepare<[string], number>('SELECT 1 FROM batches WHERE id = ?').pluck()
  const write = writeLogs(db)
  const keep = createKeep(db, signatures)
  const tails = new Map<string, Promise<unknown>>()

  async function ingestNow(piece: LogPiece): Promise<Result<Ingested, Problem>> {
    const standing = logs.one(piece.host, piece.next.file)
    if (piece.bytes.length > 0 && standing !== undefined && sameOffset(standing, piece.next))
      return ok(nothing)
    const kept = await keep.read(piece)
    // With its offset: a piece that is lost is fetched again.
    const stored = await journal.store(() => store(piece, kept), { again: true })
    return stored.ok ? ok(figuresOf(kept.scanned)) : stored
  }

  function store(piece: LogPiece, kept: KeptPiece): Refusal {
    const { host, file, next, gap } = piece
    const batch = piece.batch ?? ''
    if (batch !== '' && knownBatch.get(batch) === undefined)
      return refuse('not-found', `There is no batch ${batch} (log piece of ${host} ${file}).`)
    for (const [level, lines] of Object.entries(kept.scanned.levels))
      write.count(host, file, batch, level, lines)
    write.gap(host, file, batch, gap)
    write.setOffset(next)
    keep.store(piece, kept)
    return undefined
  }

  return {
    /** Before a comparison, so that it does not depend on how much of what was stored is still in parts. */
    settle: () =>
      journal.store(() => {
        keep.fold()
        return undefined
      }),
    ingest(piece: LogPiece): Promise<Result<Ingested, Problem>> {
      const wrong = wrongPiece(piece)
      if (wrong !== undefined) return Promise.resolve(bad(wrong))
      const key = `${piece.host}\n${piece.file}`
      const turn = (tails.get(key) ?? Promise.resolve()).then(
        () => ingestNow(piece),
        () => ingestNow(piece),
      )
      tails.set(key, turn)
      return turn.finally(() => {
        if (tails.get(key) === turn) tails.delete(key)
      })
    },
  }
}

const sameOffset = (a: LogOffset, b: LogOffset): boolean =>
  a.device === b.device && a.inode === b.inode && a.offset === b.offset && a.tailHash === b.tailHash

function figuresOf({ levels }: Scanned): Ingested {
  const { error, warning, info, other } = levels
  return { lines: error + warning + info + other, errors: error, warnings: warning }
}

function wrongPiece(piece: LogPiece): Problem | undefined {
  const { bytes, gap, next } = piece
  if (!(bytes instanceof Uint8Array)) return problem('wrong-use', 'A log piece needs its bytes.')
  if (piece.host !== next.host)
    return problem('wrong-use', `A log piece of ${piece.host} names an offset of ${next.host}.`)
  if (
    !Number.isSafeInteger(gap) ||
    gap < 0 ||
    !Number.isSafeInteger(next.offset) ||
    next.offset < 0
  )
    return problem(
      'wrong-use',
      'Offset and gap of a log piece are whole numbers of bytes, not below 0.',
    )
  return undefined
}
