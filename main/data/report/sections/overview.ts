import type { PlanningSettings } from '../../../../shared/domain/planning.ts'
import type { Environment } from '../../../../shared/domain/project.ts'
import { isOnTarget } from '../../../../shared/domain/states.ts'
import { formatMs } from '../../../../shared/domain/time.ts'
import type { XdrMerge } from '../../../../shared/domain/xdr-merges.ts'
import { calendarSettings } from '../../../../shared/planner/calendar/calendar.ts'
import { isBreach } from '../downtime-verdict.ts'
import type { ReportFacts } from '../facts.ts'
import { badge, groupDigits, markup, table } from '../markup.ts'
import type { Content, Markup } from '../markup.ts'
import type { Risk } from '../../../../shared/domain/desk.ts'
import { whenExactly } from '../words.ts'

export function headSection({ spec, at, head }: ReportFacts): Markup {
  const { source, target } = spec.systems
  return markup`<header>
    <h1>${spec.name}: ${source.release} → ${target.release}</h1>
    <p class="soft">
      Dual Version migration. State of ${whenExactly(at)}, event ${groupDigits(head.seq)}. Times
      are UTC where no other zone stands beside them.
    </p>
  </header>`
}

export function tilesSection(facts: ReportFacts, risks: readonly Risk[]): Markup {
  const { customers, downtime, spec, merges, decommissioned } = facts
  const moved = customers.filter((c) => isOnTarget(c.state))
  const accounts = moved.reduce((sum, c) => sum + c.accounts, 0)
  const returns = customers.reduce((sum, c) => sum + c.returns, 0)
  const measured = downtime.filter((d) => typeof d.measuredMs === 'number')
  const breaches = downtime.filter(isBreach).length
  const longest = measured.reduce((most, d) => Math.max(most, d.measuredMs ?? 0), 0)
  const bad = risks.filter((r) => r.tone === 'bad').length
  const tiles: readonly (readonly [Content, Content])[] = [
    [
      markup`${groupDigits(moved.length)} of ${groupDigits(customers.length)}`,
      `customers on the target, ${groupDigits(accounts)} accounts`,
    ],
    [
      markup`${[...merges.values()].filter((m) => !m.outdated).length} of ${spec.environments.length}`,
      'environments with synchronised vendor xDRs',
    ],
    [
      measured.length === 0
        ? '–'
        : markup`${groupDigits(measured.length - breaches)} of ${groupDigits(measured.length)}`,
      measured.length === 0
        ? 'no downtime measured yet'
        : `measured windows inside budget, longest ${formatMs(longest)}`,
    ],
    [returns, returns === 1 ? 'return to the source' : 'returns to the source'],
    [
      risks.length === 0
        ? badge('ok', 'none')
        : markup`<span class="${bad > 0 ? 't-bad' : 't-warn'}">${risks.length}</span>`,
      risks.length === 1 ? 'kind of open risk' : 'kinds of open risk',
    ],
    [
      decommissioned.length > 0 ? badge('ok', 'done') : badge('calm', 'not yet'),
      'source system decommission',
    ],
  ]
  return markup`<ul class="tiles">
      ${tiles.map(([figure, text]) => markup`<li><b>${figure}</b><span>${text}</span></li>`)}
    </ul>
    ${environmentTable(facts)}`
}

function environmentTable({ spec, customers, merges, plan }: ReportFacts): Markup {
  const settings = plan?.stored.settings ?? spec.planning
  return table(
    'By billing environment',
    ['Environment', 'Customers', 'On the target', 'Accounts', 'Off-peak window', 'Vendor xDRs'],
    spec.environments.map((environment) => {
      const own = customers.filter((c) => c.environment === environment.id)
      return [
        environment.title,
        own.length,
        own.filter((c) => isOnTarget(c.state)).length,
        own.reduce((sum, c) => sum + c.accounts, 0),
        `${offPeakText(environment, settings)} ${environment.zone}`,
        mergeBadge(merges.get(environment.id)),
      ]
    }),
  )
}

function mergeBadge(merge: XdrMerge | undefined): Markup {
  if (merge === undefined) return badge('calm', 'not yet')
  const { xdrs } = merge.event
  const carried = xdrs === undefined ? 'merged, count not known,' : groupDigits(xdrs)
  const text = `${carried} on ${whenExactly(merge.at)}`
  return merge.outdated ? badge('warn', `${text}; customers have moved since`) : badge('ok', text)
}

/** The windows that the plan goes by. */
const offPeakText = (environment: Environment, settings: PlanningSettings): string =>
  calendarSettings(settings, environment)
    .offPeak?.map(({ window, days }) =>
      days === undefined || days.length === 7 ? window : `${window} on ${days.join(', ')}`,
    )
    .join('; ') ?? environment.offPeak

export function risksSection(risks: readonly Risk[]): Markup {
  if (risks.length === 0)
    return markup`<section>
      <h2>Open risks</h2>
      <ul class="risks">
        <li class="ok">
          ${badge('ok', 'Nothing is open')} No failure, unknown outcome, unmeasured window or gap in
          the logs is left.
        </li>
      </ul>
    </section>`
  return markup`<section>
    <h2>Open risks</h2>
    <ul class="risks">
      ${risks.map(
        (r) => markup`<li class="${r.tone}">${badge(r.tone, r.title)}<br />${r.detail}</li>`,
      )}
    </ul>
  </section>`
}
