import { driftSentence } from '../../../../shared/domain/analysis/catalog-drift.ts'
import type { Permission, PermissionPhase } from '../../../../shared/domain/analysis/registers.ts'
import { capped } from '../../report/capped-table.ts'
import { badge, markup } from '../../report/markup.ts'
import type { Content, Markup } from '../../report/markup.ts'
import { when } from '../../report/words.ts'
import type { AnalysisFacts } from '../state.ts'

/** Dates, last-minute changes, drift, and what may be changed when. */
export function freezePart({ state }: AnalysisFacts): Markup {
  const { registers, baseline, drifts } = state
  const dates = registers.freeze[0]?.entry
  return markup`<p>${
    dates === undefined
      ? badge('bad', 'no dates are agreed')
      : `Announced on ${dates.announced}, enforced from ${dates.enforced}.${dates.note === undefined ? '' : ` ${dates.note}`}`
  } ${
    baseline === undefined
      ? 'No fingerprint of the catalog was taken yet.'
      : `Fingerprint of ${when(baseline.at)}, taken at the ${baseline.from}.`
  }</p>
  ${capped(
    'Changes of the frozen catalog',
    ['Entity', 'System', 'What'],
    drifts.map((drift) => [drift.entity, drift.system, driftSentence(drift)]),
    baseline === undefined ? 'Nothing to compare with yet.' : 'No change is known.',
  )}
  ${capped(
    'Last-minute changes',
    ['Entity', 'Wanted', 'By', 'Until', 'Done'],
    registers['last-minute-changes'].map(({ entry: e }) => [
      e.entity,
      e.wanted,
      e.owner,
      e.due ?? dates?.enforced ?? '',
      e.done ?? badge('warn', 'not yet'),
    ]),
    'No last-minute change is registered.',
  )}
  ${permissionTable(registers.permissions.map(({ entry }) => entry))}`
}

const phases: readonly (readonly [PermissionPhase, string])[] = [
  ['source-before-copy', 'Source, before the copy'],
  ['source-after-copy', 'Source, after the copy'],
  ['target', 'Target, after provisioning'],
]

function permissionTable(cells: readonly Permission[]): Markup {
  const entities = [...new Set(cells.map(({ entity }) => entity))]
  return capped(
    'What may be changed when; ✓ confirmed by the vendor',
    ['Entity', ...phases.map(([, title]) => title)],
    entities.map((entity) => [
      entity,
      ...phases.map(([phase]) =>
        cellOf(cells.find((cell) => cell.entity === entity && cell.phase === phase)),
      ),
    ]),
    'The table is empty.',
  )
}

const cellOf = (cell: Permission | undefined): Content =>
  cell === undefined
    ? ''
    : markup`${cell.allowed}${cell.enforced === undefined ? '' : `, kept by ${cell.enforced === 'system' ? 'the system' : 'people'}`}${cell.confirmedBy === undefined ? '' : ` ✓ ${cell.confirmedBy}`}${cell.note === undefined ? '' : markup`<br /><span class="soft">${cell.note}</span>`}`
