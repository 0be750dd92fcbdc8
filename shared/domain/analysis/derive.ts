import { sourceName } from './facts.ts'
import type { Survey } from './facts.ts'
import { withDecisions } from './findings.ts'
import type { Decision, Finding, FindingRow } from './findings.ts'
import { rules } from './rules/index.ts'
import { findingOf, hostFact, some, subjectsOf } from './rules/rule.ts'
import type { Rule, RuleInput } from './rules/rule.ts'

/** All findings of one survey under the registers as they are now, and of each rule that could not look everywhere. */
export const deriveFindings = (input: RuleInput): readonly Finding[] =>
  rules.flatMap((rule) => {
    const missing = missingFacts(input, rule)
    return [
      ...rule.derive(input).map((hit) => findingOf(rule, hit)),
      ...(missing.length === 0 ? [] : [unknown(rule, missing)]),
    ]
  })

/** Facts that a rule needs and the survey does not have: a gap is never silent. */
function missingFacts(input: RuleInput, rule: Rule): readonly string[] {
  // That no system was surveyed is a finding of its own, and says it all.
  if (input.surveyed === undefined) return []
  return (rule.needs ?? []).flatMap((need) => {
    const names = subjectsOf(input, need)
      .filter((host) => hostFact(input.survey, host, need.fact) === undefined)
      .map(({ name }) => name)
    return names.length === 0 ? [] : [`${need.fact} of ${some(names, 6)}`]
  })
}

const unknown = (rule: Rule, missing: readonly string[]): Finding => ({
  id: `not-known ${rule.id}`,
  rule: rule.id,
  severity: 'warning',
  subject: rule.id,
  message: `Not known: ${missing.join('; ')}. So “${rule.title}” could not be looked at there.`,
  meaning: rule.meaning,
  advice: 'Mend what stood in the way, and survey again.',
  doer: 'both',
  before: rule.before,
  basis: missing.join('; '),
  evidence: [],
})

/** Facts of a survey that tell whether it has looked at what a finding is about. */
function wasLookedAt(survey: Survey, rule: Rule | undefined, finding: Finding): boolean {
  if (rule?.needs !== undefined)
    return rule.needs.every(({ fact }) =>
      survey.facts.some((f) => f.name === fact && f.subject.id === finding.subject),
    )
  // What was seen on a source that failed or was skipped this time may still be there.
  const read = new Set(
    survey.sources.flatMap(({ name, state }) => (state === 'read' ? [name] : [])),
  )
  return finding.evidence.every(
    ({ source }) =>
      read.has(sourceName(source)) ||
      !survey.sources.some(({ name }) => name === sourceName(source)),
  )
}

/**
 * Findings of the newest survey, what older ones found and it did not, and what people decided.
 * @param surveys What was known after each survey, oldest first.
 */
export function findingsWithHistory(
  input: Omit<RuleInput, 'survey'>,
  surveys: readonly Survey[],
  decisions: readonly Decision[],
): readonly FindingRow[] {
  const newest = surveys.at(-1)
  const now = deriveFindings({ ...input, ...(newest === undefined ? {} : { survey: newest }) })
  const before = surveys
    .slice(0, -1)
    .toReversed()
    .flatMap((survey) =>
      deriveFindings({ ...input, survey }).flatMap((finding) =>
        // Gaps of an older survey, and its age, are nobody's trouble any more.
        finding.id.startsWith('not-known ') || /^(survey-|no-survey)/.test(finding.rule)
          ? []
          : [{ survey: survey.id, finding }],
      ),
    )
  const ruleOf = new Map(rules.map((rule) => [rule.id, rule]))
  return withDecisions(
    {
      now,
      before,
      wasLookedAt: (finding) =>
        newest === undefined || wasLookedAt(newest, ruleOf.get(finding.rule), finding),
      ...(newest === undefined ? {} : { survey: newest.id }),
    },
    decisions,
  )
}
