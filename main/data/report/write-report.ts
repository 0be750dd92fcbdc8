import type { Result } from '../../../shared/base/result.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb } from '../db.ts'
import { writeWholeText } from '../write-whole.ts'
import { readAnalysisFacts } from '../results/state.ts'
import { readFacts } from './facts.ts'
import { reportPage } from './page.ts'

/** Writes the report whole, or leaves the older one. */
export const writeReport = (
  db: ReadDb,
  out: string,
  at: Instant,
): Result<{ bytes: number }, Problem> => writeWholeText(out, () => pageOf(db, at))

/** One read transaction: the report shows one moment even while a run goes on in another process. */
export const pageOf = (db: ReadDb, at: Instant): string =>
  db.transaction(() => reportPage(readFacts(db, at), readAnalysisFacts(db, at).state))()
