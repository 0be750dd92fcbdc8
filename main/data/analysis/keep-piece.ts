import { createDirectory } from '../../../shared/log-rules/directory.ts'
import type { Directory } from '../../../shared/log-rules/directory.ts'
import type { Signature } from '../../../shared/log-rules/signatures.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import { freeBuffers } from '../free-memory.ts'
import { baselineMs } from '../protocol.ts'
import type { LogPiece } from '../protocol.ts'
import { readCustomers } from '../store/customers.ts'
import { writeLogPeriods } from '../store/log-periods.ts'
import { writeLogCalls } from '../store/log-calls.ts'
import { readSpec } from '../store/project.ts'
import { createPieceScanner, firstTime } from './keep-scan.ts'
import type { ScanOrder, Scanned } from './keep-scan.ts'
import { MergedSide } from './keep-side.ts'
import { readLogTallies, writeLogTallies } from '../store/log-tallies.ts'

export type KeptPiece = {
  readonly scanned: Scanned
  readonly period: number
  /** Of the first look at a host: when its logs begin, by our clock. */
  readonly firstAt: number | undefined
}

/** What a piece adds to the tallies of the log check. `read` works it out, `store` writes it within the caller's transaction. */
export function createKeep(db: WriteDb, signatures: readonly Signature[]) {
  const periods = writeLogPeriods(db)
  const tallies = writeLogTallies(db, (first) => new MergedSide(first))
  const calls = writeLogCalls(db, () => readLogTallies(db).waitingCalls())
  const context = scanContext(db, signatures)
  const scanPiece = createPieceScanner()
  return {
    async read(piece: LogPiece): Promise<KeptPiece> {
      freeBuffers()
      const { host, file, bytes, next, final, at, skewMs } = piece
      const period = periods.current()
      const order: ScanOrder = {
        ...context.of(host, at, skewMs),
        host,
        file,
        bytes,
        from: next.offset - bytes.length,
        final,
        period,
        state: tallies.file(host, file),
      }
      if (!periods.isFirstLook(host))
        return { scanned: await scanPiece(order), period, firstAt: undefined }
      const notBefore = order.referenceAt - baselineMs
      const first = firstTime(order)
      return {
        scanned: await scanPiece({ ...order, notBefore }),
        period,
        firstAt:
          first === undefined
            ? undefined
            : Math.max(first, notBefore) - context.skewOf(host, skewMs),
      }
    },
    store({ host, file, bytes, gap }: LogPiece, { scanned, period, firstAt }: KeptPiece): void {
      if (firstAt !== undefined) periods.firstLine(host, Math.round(firstAt))
      periods.lines({
        ...scanned.figures,
        period,
        host,
        file,
        bytes: bytes.length,
        lost: gap,
        unread: scanned.unread,
      })
      for (const [of, shapes] of scanned.shapes) tallies.add(of, host, shapes)
      calls.add(scanned.calls)
      tallies.setFile(host, file, scanned.state)
    },
    /** Within the caller's transaction. */
    fold: (): void => tallies.foldAll(),
  }
}

/** What reading a log needs to know of the project; whom lines may speak of is looked up when the first log is read. */
export function scanContext(
  db: ReadDb,
  signatures: readonly Signature[],
  whom = () => customersOf(db),
) {
  const zones = new Map(readSpec(db).hosts.map(({ name, zone }) => [String(name), zone]))
  const lastEvent = db
    .prepare<[], number>('SELECT at FROM events ORDER BY seq DESC LIMIT 1')
    .pluck()
  const lastSkew = db
    .prepare<[string], number>(
      'SELECT skew_ms FROM log_reads WHERE host = ? AND uncertainty_ms IS NOT NULL ORDER BY period DESC LIMIT 1',
    )
    .pluck()
  const skewOf = (host: string, measured = lastSkew.get(host) ?? 0): number => measured
  let directory: Directory | undefined
  return {
    skewOf,
    /**
     * The project’s own clock is the last thing that happened to it: days may have passed since, up to `at`. By the clock of the host it
     * was later by `skewMs`, or by what was measured last.
     */
    of(
      host: string,
      at = 0,
      skewMs?: number,
    ): Pick<ScanOrder, 'zone' | 'referenceAt' | 'directory' | 'signatures'> {
      directory ??= whom()
      const referenceAt = Math.max(lastEvent.get() ?? 0, at) + skewOf(host, skewMs)
      return { zone: zones.get(host), referenceAt, directory, signatures }
    },
  }
}

const customersOf = (db: ReadDb): Directory =>
  createDirectory(
    readCustomers(db)
      .all()
      .map(({ id, name, probeAccount }) => ({ id, name, probeAccount })),
  )
