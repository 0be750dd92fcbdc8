import type {
  FindingRow,
  FindingState,
  Severity,
} from '../../../../shared/domain/analysis/findings.ts'
import { isDecided } from '../../../../shared/domain/analysis/findings.ts'
import { formatProblem } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { capped } from '../../report/capped-table.ts'
import { badge, markup } from '../../report/markup.ts'
import type { Content, Markup, Tone } from '../../report/markup.ts'
import { when } from '../../report/words.ts'
import type { AnalysisFacts } from '../state.ts'
import { sideName } from '../../../../shared/domain/analysis/gate.ts'
import { partyNames } from '../../../../shared/domain/parties.ts'

const severityTone: Readonly<Record<Severity, Tone>> = {
  blocker: 'bad',
  warning: 'warn',
  note: 'calm',
}
const stateTone: Readonly<Record<FindingState, Tone>> = {
  open: 'bad',
  unseen: 'bad',
  planned: 'warn',
  accepted: 'ok',
  done: 'ok',
  'not-applicable': 'ok',
  gone: 'ok',
}

export const stateBadge = ({ state, severity }: FindingRow): Markup =>
  badge(
    state === 'open' && severity !== 'blocker'
      ? severity === 'note'
        ? 'calm'
        : 'warn'
      : stateTone[state],
    state === 'unseen' ? 'not looked at' : state,
  )

/** Whether the setup may begin, who signed, and what is missing. */
export function gatePart({ state: { gate, survey, surveys } }: AnalysisFacts): Markup {
  return markup`<ul class="risks"><li class="${gate.open ? (gate.missing.length === 0 ? 'ok' : 'warn') : 'bad'}">
      <b>${gate.open ? 'The setup may begin' : 'The setup may not begin'}</b>: ${gate.sentence}.
    </li></ul>
    <p class="soft">${
      survey === undefined
        ? 'There is no survey yet.'
        : `Survey ${survey.id} by ${survey.by}, ${when(survey.startedAt)}${survey.endedAt === undefined ? ', broken off' : ''}; ${surveys === 1 ? 'the only one' : `the last of ${surveys}`}.`
    }</p>
    ${capped(
      'Signatures',
      ['Side', 'By', 'When', 'Results', 'Holds'],
      gate.signatures.map((s) => [
        sideName[s.side],
        s.by,
        when(instant(s.at)),
        s.results.slice(0, 12),
        badge(s.holds ? 'ok' : 'bad', s.holds ? 'yes' : 'a blocker came after it'),
      ]),
      'Nobody has signed yet.',
    )}`
}

export function findingsPart({ state }: AnalysisFacts): Markup {
  const open = state.findings.filter((f) => !isDecided(f.state))
  const rest = state.findings.filter((f) => isDecided(f.state))
  const count = (severity: Severity): number => open.filter((f) => f.severity === severity).length
  return markup`<p>
      ${count('blocker')} blockers, ${count('warning')} warnings and ${count('note')} notes are open;
      ${rest.length} are decided or gone.
    </p>
    ${findingTable('Open findings', open, 'Nothing is open.')}
    ${findingTable('Decided, or found no more', rest, 'Nothing is decided yet.')}`
}

const findingTable = (caption: string, rows: readonly FindingRow[], none: string): Markup =>
  capped(
    caption,
    ['Finding', 'Severity', 'State', 'What to do', 'Who, until', 'Evidence and decision'],
    rows.map((f) => [
      markup`${f.message}${f.meaning === '' ? '' : markup`<br /><span class="soft">${f.meaning}</span>`}`,
      badge(severityTone[f.severity], f.severity),
      stateBadge(f),
      f.advice,
      markup`${f.owner ?? partyNames[f.doer]}<br /><span class="soft">${f.due ?? `before ${f.before}`}</span>`,
      evidenceOf(f),
    ]),
    none,
  )

const mostEvidence = 5

const evidenceOf = ({ evidence, decision, why }: FindingRow): Content =>
  markup`${evidence.slice(0, mostEvidence).map(({ text, source }) => markup`${text} <span class="soft">(${source})</span><br />`)}${
    evidence.length > mostEvidence ? `and ${evidence.length - mostEvidence} more` : ''
  }${
    decision === undefined
      ? ''
      : markup`<b>${decision.decision}</b> by ${decision.by}, ${when(instant(decision.at))}: ${decision.reason}${decision.evidence === undefined ? '' : ` Evidence: ${decision.evidence}`}`
  }${why === undefined ? '' : markup`<br /><span class="soft">${why}</span>`}`

/** Everything that could not be read, by name. */
export const gapsPart = ({ survey }: AnalysisFacts): Markup =>
  markup`<h3>What could not be read</h3>
    ${
      survey === undefined || survey.unread.length === 0
        ? markup`<p class="soft">${survey === undefined ? 'Nothing was read yet.' : 'Everything was read.'}</p>`
        : markup`<ul>${survey.unread.slice(0, 200).map((gap) => markup`<li>${formatProblem(gap)}</li>`)}</ul>`
    }`
