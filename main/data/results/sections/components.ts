import { coversModification } from '../../../../shared/domain/analysis/rules/customization-rules.ts'
import { reportOf } from '../../../../shared/domain/analysis/sql-scripts.ts'
import type { ScriptVerdict } from '../../../../shared/domain/analysis/sql-scripts.ts'
import { formatInstant, instant } from '../../../../shared/domain/time.ts'
import { capped } from '../../report/capped-table.ts'
import { badge, markup } from '../../report/markup.ts'
import type { Markup } from '../../report/markup.ts'
import type { AnalysisFacts } from '../state.ts'

/** External components, API clients at risk, customizations and reports. */

export const integrationPart = ({ state }: AnalysisFacts): Markup =>
  markup`${capped(
    'Register of integration points',
    ['Name', 'Kind', 'Owner', 'Protocol and addresses', 'Switch action', 'Tested by', 'Status'],
    state.registers['integration-points'].map(({ entry: e }) => [
      e.name,
      e.kind,
      e.owner,
      `${e.protocol}: ${e.addresses.join(', ')}`,
      markup`${e.switchAction ?? badge('warn', 'missing')}${e.replacedBy.length === 0 ? '' : ` Replaced by ${e.replacedBy.join(', ')}.`}`,
      e.testedBy ?? badge('warn', 'nobody'),
      e.status,
    ]),
    'No integration point is registered.',
  )}
  ${capped(
    'Reality check: the register against who really connects',
    ['Who', 'Protocol', 'Where', 'An hour', 'Result'],
    state.reality.map((row) => {
      const client = row.state === 'registered-silent' ? undefined : row.client
      const point = row.state === 'unregistered' ? undefined : row.point.entry
      return [
        [client?.address, point?.name].filter((text) => text !== undefined).join(', '),
        client?.protocol ?? point?.protocol ?? '',
        client?.hosts.join(', ') ?? '',
        client === undefined ? '' : Math.round(client.ratePerHour),
        row.state === 'registered-seen'
          ? badge('ok', 'registered and seen')
          : row.state === 'unregistered'
            ? badge(row.client.protocol === 'sip' ? 'calm' : 'bad', 'seen, not registered')
            : badge('warn', 'registered, silent'),
      ]
    }),
    'No connections were seen yet.',
  )}`

export const exposurePart = ({ state }: AnalysisFacts): Markup =>
  capped(
    'API clients that call methods which changed within the jump',
    ['Client', 'Method', 'Hits', 'First and last seen', 'Change'],
    state.exposure.map((one) => [
      one.address,
      one.method,
      one.hits,
      `${formatInstant(instant(one.firstAt))} – ${formatInstant(instant(one.lastAt))}`,
      one.changes.map((c) => `${c.release} ${c.change ?? ''}`.trim()).join('; '),
    ]),
    'No client is known that calls a changed method.',
  )

const scriptTones: Readonly<Record<ScriptVerdict, 'ok' | 'bad' | 'warn' | 'calm'>> = {
  fits: 'ok',
  broken: 'bad',
  writes: 'bad',
  'not-understood': 'warn',
  'not-checked': 'calm',
}

export function customizationsPart({ state, survey }: AnalysisFacts): Markup {
  const { customizations, reports } = state.registers
  const found = survey?.modifications ?? []
  const open = found.filter(
    (one) => !customizations.some(({ entry }) => coversModification(entry, one)),
  )
  return markup`${capped(
    'List of customizations',
    ['Name', 'Files', 'Why', 'Decision', 'Owners', 'Verified on the target'],
    customizations.map(({ entry: e }) => [
      e.name,
      e.files.join(', '),
      e.reason ?? '',
      e.decision ?? badge('bad', 'not decided'),
      `vendor: ${e.vendorOwner ?? '–'}; operator: ${e.operatorOwner ?? '–'}`,
      e.verified ??
        (e.decision === 'port' ? badge('warn', 'not yet') : badge('calm', 'not needed')),
    ]),
    'No customization is registered.',
  )}
  ${capped(
    'Modifications that no entry of the list covers',
    ['What', 'Kind', 'Host', 'Detail'],
    open.map((one) => [one.name, one.kind, one.host, one.detail ?? '']),
    found.length === 0
      ? 'No modification was found.'
      : 'The list covers everything that was found.',
  )}
  ${capped(
    'Custom reports and SQL scripts',
    ['Name', 'Owner', 'Touches', 'Decision', 'On the target'],
    reports.map(({ entry: e }) => [
      e.name,
      e.owner,
      e.touches.join(', '),
      e.decision ?? '',
      badge(e.onTarget === 'valid' ? 'ok' : e.onTarget === 'broken' ? 'bad' : 'warn', e.onTarget),
    ]),
    'No custom report is registered.',
  )}
  ${capped(
    'SQL scripts as they were read',
    ['Script', 'Registered', 'Tables', 'Verdict', 'Why'],
    state.scripts.map(({ script, verdict, sentence }) => [
      script.name,
      reportOf(reports, script)?.entry.owner ?? badge('warn', 'no'),
      script.tables.map((t) => t.name).join(', '),
      badge(scriptTones[verdict], verdict),
      sentence,
    ]),
    'No script was read.',
  )}`
}
