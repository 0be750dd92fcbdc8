import type { AnalysisState } from '../../../../shared/domain/analysis/analysis-state.ts'
import { isDecided } from '../../../../shared/domain/analysis/findings.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { capped } from '../capped-table.ts'
import { badge, markup, raw } from '../markup.ts'
import type { Markup } from '../markup.ts'
import { when } from '../words.ts'
import { diagramSvg } from '../../results/diagram-svg.ts'
import type { DiagramLayout } from '../../results/layout.ts'
import { customizationsPart, integrationPart } from '../../results/sections/components.ts'
import type { AnalysisFacts } from '../../results/state.ts'
import { sideName } from '../../../../shared/domain/analysis/gate.ts'
import { partyNames } from '../../../../shared/domain/parties.ts'

/** Somebody has surveyed, signed or waived: there is something to tell. */
export const isBegun = ({ survey, gate }: AnalysisState): boolean =>
  survey !== undefined || gate.signatures.length > 0 || gate.waiver !== undefined

/**
 * The results of the analysis in the capsule: gate and findings, components and customizations; plan and migration matrix have sections
 * of their own there. Facts, sizing and freeze are in the document of the analysis (`analysis report`).
 */
export function analysisSection(facts: AnalysisFacts, diagrams: readonly DiagramLayout[]): Markup {
  const { survey, findings, gate, registers } = facts.state
  if (!isBegun(facts.state))
    return markup`<section>
      <h2>Pre-migration analysis</h2>
      <p class="soft">The systems were not surveyed.</p>
    </section>`
  const weighty = findings.filter(
    ({ severity, state }) => severity !== 'note' && !(state === 'gone' && severity !== 'blocker'),
  )
  return markup`<section>
    <h2>Pre-migration analysis</h2>
    <p>
      ${badge(gate.open ? (gate.missing.length === 0 ? 'ok' : 'warn') : 'bad', gate.open ? 'the setup may begin' : 'the setup may not begin')}
      ${gate.sentence}.
    </p>
    <p class="soft">
      ${survey === undefined ? 'No survey.' : `Survey ${survey.id} of ${when(survey.startedAt)}: ${survey.facts} facts, ${survey.gaps} gaps.`}
      ${registers['integration-points'].length} integration points, ${registers.customizations.length}
      customizations. ${gate.signatures.map((s) => `${s.by} for ${sideName[s.side]}, ${when(instant(s.at))}. `)}
    </p>
    ${capped(
      'Blockers and warnings of the analysis',
      ['Finding', 'Severity', 'State', 'Who, until', 'Decision'],
      weighty.map((f) => [
        f.message,
        badge(f.severity === 'blocker' ? 'bad' : 'warn', f.severity),
        badge(isDecided(f.state) ? 'ok' : f.severity === 'blocker' ? 'bad' : 'warn', f.state),
        `${f.owner ?? partyNames[f.doer]}, ${f.due ?? `before ${f.before}`}`,
        f.decision === undefined
          ? ''
          : `${f.decision.decision} by ${f.decision.by}: ${f.decision.reason}${f.decision.evidence === undefined ? '' : ` (${f.decision.evidence})`}`,
      ]),
      'No blocker and no warning.',
    )}
    ${diagrams.map(
      (layout) =>
        markup`<figure class="d"><figcaption>${layout.diagram.title}</figcaption>${raw(diagramSvg(layout))}</figure>`,
    )}
    ${integrationPart(facts)}
    ${customizationsPart(facts)}
  </section>`
}
