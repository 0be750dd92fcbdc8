import { isDecided } from '../../shared/domain/analysis/findings.ts'
import type { FindingRow } from '../../shared/domain/analysis/findings.ts'
import { formatInstant } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Result } from '../../shared/base/result.ts'
import type { DecisionRequest } from '../analysis/register-service.ts'
import type { Engine } from '../engine.ts'

export type AnalysisOptions = {
  /** Sources of the survey; default all. */
  readonly only?: readonly string[]
  /** When the freeze is announced, and when the copy of the database begins. */
  readonly freeze: { readonly announced: Instant; readonly enforced: Instant }
  readonly say: (text: string) => void
}

const must = <T>(answer: Result<T, Problem>): T => {
  if (!answer.ok) throw new ProblemError(answer.problem)
  return answer.value
}

const dayOf = (at: Instant): string => formatInstant(at).slice(0, 10)

const operator = 'field engineer'
const vendor = 'vendor engineer'

/**
 * What both sides do before the setup: the systems are surveyed, the freeze gets its dates, every blocker is decided, and each side
 * signs. For places where nobody can be asked; does nothing when it is done already.
 */
export async function signAnalysis(
  engine: Pick<Engine, 'analysis' | 'registers'>,
  { only, freeze, say }: AnalysisOptions,
): Promise<void> {
  const { registers } = engine
  const before = must(await registers.state())
  if (before.gate.open) return
  if (before.survey === undefined) {
    const { facts, gaps } = must(
      await engine.analysis.survey(operator, only === undefined ? {} : { only }),
    )
    say(`Survey: ${facts} facts, ${gaps} gaps`)
  }
  if (before.registers.freeze.length === 0)
    must(
      await registers.put(
        {
          register: 'freeze',
          id: 'freeze',
          entry: { announced: dayOf(freeze.announced), enforced: dayOf(freeze.enforced) },
        },
        operator,
      ),
    )
  const { findings } = must(await registers.state())
  for (const finding of findings)
    if (finding.severity === 'blocker' && !isDecided(finding.state)) {
      const decided = must(await registers.decide(answerTo(finding)))
      say(`${decided.message} ${decided.state}: ${decided.decision?.reason ?? ''}`)
    }
  must(await registers.sign('vendor', vendor))
  const { gate, findings: known } = must(await registers.sign('operator', operator))
  say(
    `Analysis: ${known.length} findings, ${known.filter(({ severity }) => severity === 'blocker').length} of them blockers; ${gate.sentence}`,
  )
}

/** What a careful pair of engineers would have done about it in the lab, where there is nobody else. */
function answerTo({ id, rule, basis }: FindingRow): DecisionRequest {
  const common = { finding: id, basis, by: operator }
  return rule === 'direct-database'
    ? {
        ...common,
        decision: 'done',
        reason: 'its queries are replaced by API requests',
        evidence:
          'Customer/get_customer_list and get_customer_info are called instead; the login is locked',
      }
    : { ...common, decision: 'accept', reason: 'agreed by both sides for the lab' }
}
