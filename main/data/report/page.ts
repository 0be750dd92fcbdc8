import { hash } from 'node:crypto'
import type { DiagramLayout } from '../results/layout.ts'
import { diagramStyle } from '../results/page-style.ts'
import type { AnalysisFacts } from '../results/state.ts'
import type { ReportFacts } from './facts.ts'
import { markup, raw, render } from './markup.ts'
import { openRisks } from './risks.ts'
import { analysisSection } from './sections/analysis.ts'
import { downtimeSection } from './sections/downtime.ts'
import {
  evidenceSection,
  failuresSection,
  logsSection,
  returnsSection,
  runsSection,
} from './sections/events.ts'
import { logCheckSection } from './sections/log-check.ts'
import { headSection, risksSection, tilesSection } from './sections/overview.ts'
import { batchesSection } from './sections/schedule.ts'
import { timelineSection } from './sections/timeline.ts'
import { style } from './style.ts'

const pageStyle = `${style}${diagramStyle}`

/** Nothing may load, run, be sent or be framed; the one style is let in by its hash. */
const policy = [
  `default-src 'none'`,
  `style-src 'sha256-${hash('sha256', pageStyle, 'base64')}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ')

/** The whole report: facts in, one HTML document out. */
export function reportPage(
  facts: ReportFacts,
  analysis: AnalysisFacts,
  diagrams: readonly DiagramLayout[],
): string {
  const risks = openRisks(facts)
  return render(
    markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${facts.spec.name}: migration report</title>
<style>${raw(pageStyle)}</style></head>
<body><main>
${headSection(facts)}
${tilesSection(facts, risks)}
${risksSection(risks)}
${analysisSection(analysis, diagrams)}
${timelineSection(facts)}
${batchesSection(facts)}
${downtimeSection(facts)}
${logCheckSection(facts)}
${logsSection(facts)}
${returnsSection(facts)}
${failuresSection(facts)}
${runsSection(facts)}
${evidenceSection(facts)}
</main></body></html>
`,
  )
}
