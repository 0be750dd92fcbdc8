import type { Result } from '../../../shared/base/result.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { writeWholeText } from '../write-whole.ts'
import { layOutAll } from '../results/page.ts'
import { readAnalysisFacts } from '../results/state.ts'
import { readFacts } from './facts.ts'
import { isBegun } from './sections/analysis.ts'
import { reportPage } from './page.ts'

/** Writes the report whole, or leaves the older one. */
export async function writeReport(
  out: string,
  ...of: Parameters<typeof readFacts>
): Promise<Result<{ bytes: number }, Problem>> {
  const text = await pageOf(...of)
  return writeWholeText(out, () => text)
}

/** One read transaction: the report shows one moment even while a run goes on in another process. */
export async function pageOf(...of: Parameters<typeof readFacts>): Promise<string> {
  const [db, at] = of
  const { facts, analysis } = db.transaction(() => ({
    facts: readFacts(...of),
    analysis: readAnalysisFacts(db, at),
  }))()
  return reportPage(facts, analysis, isBegun(analysis.state) ? await layOutAll(analysis) : [])
}
