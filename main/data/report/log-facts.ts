import { BatchId } from '../../../shared/domain/ids.ts'
import type { Trouble } from '../../../shared/log-rules/looks.ts'
import { readTrouble } from '../analysis/trouble.ts'
import type { ReadDb } from '../db.ts'
import type { LedgerRow, StoredLogCheck } from '../protocol.ts'
import { readLogChecks } from '../store/log-checks.ts'

export type LogFacts = {
  /** The last of each batch, in the order of the batches. */
  readonly checks: readonly StoredLogCheck[]
  readonly ledger: readonly LedgerRow[]
  /** Absent while no error or warning with a time was counted. */
  readonly trouble?: Trouble
}

export function readLogFacts(db: ReadDb): LogFacts {
  const checks = readLogChecks(db)
  const trouble = readTrouble(db)
  return {
    checks: checks.all().flatMap(({ batch }) => checks.one(BatchId.parse(batch)) ?? []),
    ledger: checks.ledger(),
    ...(trouble === undefined ? {} : { trouble }),
  }
}
