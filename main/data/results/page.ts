import { hash } from 'node:crypto'
import { DiagramPhase, diagramOf } from '../../../shared/domain/analysis/diagram.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb } from '../db.ts'
import { markup, raw, render } from '../report/markup.ts'
import { readReportPlan } from '../report/plan.ts'
import type { ReportPlan } from '../report/plan.ts'
import { style } from '../report/style.ts'
import { whenExactly } from '../report/words.ts'
import { readBatches } from '../store/batches.ts'
import { readCustomers } from '../store/customers.ts'
import type { BatchRow, CustomerRow } from '../protocol.ts'
import { diagramSvg } from './diagram-svg.ts'
import { layOut } from './layout.ts'
import type { DiagramLayout } from './layout.ts'
import { diagramStyle } from './page-style.ts'
import { customizationsPart, exposurePart, integrationPart } from './sections/components.ts'
import { findingsPart, gatePart, gapsPart } from './sections/findings.ts'
import { freezePart } from './sections/freeze.ts'
import { matrixPart, planPart } from './sections/plan.ts'
import { factsPart, sizingPart } from './sections/system.ts'
import { readAnalysisFacts } from './state.ts'
import type { AnalysisFacts } from './state.ts'

/** The results of the analysis as one document: the four of method.txt, and what they rest on. */

export type ResultsFacts = AnalysisFacts & {
  readonly plan?: ReportPlan
  readonly batches: readonly BatchRow[]
  readonly rows: readonly CustomerRow[]
}

export function readResults(db: ReadDb, at: Instant): ResultsFacts {
  const analysis = readAnalysisFacts(db, at)
  const plan = readReportPlan(db, analysis.spec, at)
  return {
    ...analysis,
    ...(plan === undefined ? {} : { plan }),
    batches: readBatches(db).all(),
    rows: readCustomers(db).all(),
  }
}

export const layOutAll = (facts: AnalysisFacts): Promise<readonly DiagramLayout[]> =>
  Promise.all(DiagramPhase.map((phase) => layOut(diagramFrom(facts, phase))))

export const diagramFrom = (
  { spec, survey, state, customers }: AnalysisFacts,
  phase: DiagramPhase,
) =>
  diagramOf(phase, {
    spec,
    customers,
    registers: state.registers,
    ...(survey === undefined ? {} : { survey }),
  })

const pageStyle = `${style}${diagramStyle}`

/** Nothing may load, run, be sent or be framed; the one style is let in by its hash. */
const policy = [
  `default-src 'none'`,
  `style-src 'sha256-${hash('sha256', pageStyle, 'base64')}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ')

export function resultsPage(facts: ResultsFacts, diagrams: readonly DiagramLayout[]): string {
  const { spec, state } = facts
  const { source, target } = spec.systems
  return render(
    markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${spec.name}: results of the pre-migration analysis</title>
<style>${raw(pageStyle)}</style></head>
<body><main>
<header><h1>${spec.name}: pre-migration analysis</h1>
<p class="soft">${source.release} → ${target.release}. State of ${whenExactly(state.at)}. Results ${state.results.slice(0, 12)}. Times are UTC.</p></header>
${gatePart(facts)}
<h2>1. Integration points</h2>
${diagrams.map(
  (layout) =>
    markup`<figure class="d"><figcaption>${layout.diagram.title}</figcaption>${raw(diagramSvg(layout))}</figure>`,
)}
${integrationPart(facts)}
${exposurePart(facts)}
<h2>2. Customizations</h2>
${customizationsPart(facts)}
<h2>3. Tentative plan and responsibilities</h2>
${planPart(facts)}
<h2>4. Migration matrix</h2>
${matrixPart(facts)}
<h2>5. Catalog freeze</h2>
${freezePart(facts)}
<h2>6. Findings</h2>
${findingsPart(facts)}
<h2>7. Target requirements</h2>
${sizingPart(facts)}
<h2>8. The source as surveyed</h2>
${factsPart(facts)}
${gapsPart(facts)}
</main></body></html>
`,
  )
}
