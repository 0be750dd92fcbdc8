import { someOf } from '../../shared/base/some-of.ts'
import { unsettledBefore } from '../../shared/domain/analysis/gate.ts'
import type { Before } from '../../shared/domain/analysis/findings.ts'
import { failed, pass } from './check-deps.ts'
import type { Check } from './check-deps.ts'

/** Gates that read the results of the analysis. */

/**
 * The setup changes nothing before the results are signed by both sides (method.txt: the analysis is mandatory). Surveys and the
 * acceptance of the target only read, and belong to the analysis: they are not held.
 */
export const analysisSigned: Check = async ({ data, clock }) => {
  const { gate } = await data.analysis(clock.now())
  return gate.open
    ? pass(gate.sentence)
    : failed(
        `${gate.sentence}; decide on the blockers (analysis findings, analysis decide) and sign for both sides (analysis sign), or answer for going on without it (analysis waive)`,
        { missing: gate.missing },
      )
}

/** Blockers that were only planned when the results were signed have to be over when it comes to what they block. */
export const analysisSettled: Check = async ({ data, clock }, _, args) => {
  const before = String(args['before']) as Before // the pack names a moment of the findings
  const { gate, findings } = await data.analysis(clock.now())
  const open = unsettledBefore(findings, before)
  if (open.length === 0) return pass(`nothing that the analysis found stands against it`)
  const what = someOf(
    open.map(({ message, state }) => `${message} (${state})`),
    3,
  )
  return gate.waiver !== undefined && gate.missing.length > 0
    ? pass(`answered for by ${gate.waiver.by}: ${what}`)
    : failed(
        `the analysis found what has to be settled before: ${what} Decide with evidence (analysis decide), or accept it with a reason`,
        { findings: open.map(({ id }) => id) },
      )
}

/** What the findings rest on: makes the survey, and keeps it. What could not be read is a named gap of it. */
export const surveyKept: Check = async ({ data, survey }, { run, signal }) => {
  const row = run === undefined ? undefined : await data.run(run)
  const kept = await survey(row?.createdBy ?? 'switchyard', signal)
  if (!kept.ok) return { answer: 'unknown', sentence: kept.problem.message }
  const { id, facts, gaps, endedAt } = kept.value
  const found = `survey ${id}: ${facts} facts, ${gaps} gaps`
  return endedAt === undefined
    ? { answer: 'unknown', sentence: `${found}; it is not over, and goes on where it stopped` }
    : pass(`${found}; what follows from it are the findings of the analysis`)
}
