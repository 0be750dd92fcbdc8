import { batchName } from '../../../../shared/domain/batch-name.ts'
import type { ReportFacts } from '../facts.ts'
import { capped } from '../capped-table.ts'
import { badge, groupDigits, markup } from '../markup.ts'
import type { Markup } from '../markup.ts'
import { customerTone, runTone, span, when } from '../words.ts'

export function logsSection({ logs, gaps, batches }: ReportFacts): Markup {
  const pilotFirst = new Map<string, number>(batches.map((b) => [b.id, b.ordinal]))
  const keys = [...new Set(logs.map((l) => JSON.stringify([l.batch, l.host])))]
  const rows = keys
    .map((key) => {
      const own = logs.filter((l) => JSON.stringify([l.batch, l.host]) === key)
      const lines = (level: string): number => own.find((l) => l.level === level)?.lines ?? 0
      const batch = own[0]?.batch ?? ''
      return {
        batch,
        host: own[0]?.host ?? '',
        error: lines('error'),
        warning: lines('warning'),
        info: lines('info'),
        other: lines('other'),
      }
    })
    .sort(
      (a, b) =>
        (pilotFirst.get(a.batch) ?? -1) - (pilotFirst.get(b.batch) ?? -1) ||
        (a.host < b.host ? -1 : 1),
    )
  const missing = gaps.reduce((sum, g) => sum + g.bytes, 0)
  return markup`<section>
    <h2>Logs</h2>
    <p>
      Lines that the hosts wrote, counted once each, by the level that the line itself states.
      ${missing === 0 ? 'No byte was lost.' : markup`${badge('warn', `At least ${groupDigits(missing)} bytes`)} were written and could not be had any more.`}
    </p>
    ${capped(
      'Lines by batch, host and level',
      ['Batch', 'Host', 'Errors', 'Warnings', 'Informational', 'Without a level'],
      rows.map((r) => [
        r.batch === '' ? 'outside batches' : batchName(r.batch),
        r.host,
        r.error,
        r.warning,
        r.info,
        r.other,
      ]),
      'No log was fetched yet.',
    )}
  </section>`
}

export function returnsSection({ setbacks, customers }: ReportFacts): Markup {
  const byId = new Map(customers.map((c) => [c.id, c]))
  const rows = setbacks
    .filter((s) => s.event.to === 'returning')
    .map(({ at, event }) => {
      const customer = byId.get(event.customer)
      const state = customer?.state ?? 'planned'
      return [
        `${event.customer} ${customer?.name ?? ''}`,
        when(at),
        event.reason ?? 'no reason given',
        event.by ?? '–',
        badge(customerTone(state), state),
      ]
    })
  return markup`<section>
    <h2>Returns to the source</h2>
    ${capped('Returned customers', ['Customer', 'When', 'Reason', 'By', 'State now'], rows, 'No customer was returned.')}
  </section>`
}

export function failuresSection(facts: ReportFacts): Markup {
  const byOperation = Map.groupBy(facts.attempts, (a) => a.operation)
  const sums = [...byOperation].map(([operation, rows]) => ({
    operation,
    attempts: rows.reduce((n, r) => n + r.attempts, 0),
    retries: rows.reduce((n, r) => n + r.retries, 0),
    failed: rows.reduce((n, r) => n + r.failed, 0),
  }))
  const byId = new Map(facts.customers.map((c) => [c.id, c]))
  const failed = facts.setbacks.filter((s) => s.event.to === 'failed')
  return markup`<section>
    <h2>Failures and retries</h2>
    ${capped(
      'Operations on hosts',
      ['Operation', 'Attempts', 'Of these retries', 'Failed'],
      sums
        .sort((a, b) => b.failed - a.failed || (a.operation < b.operation ? -1 : 1))
        .map((s) => [s.operation, s.attempts, s.retries, s.failed]),
      'Nothing was done on a host yet.',
    )}
    ${capped(
      'Failed attempts',
      ['Operation', 'Member', 'Host', 'Phase', 'Try', 'What it said'],
      facts.failedAttempts.map((a) => [
        a.operation,
        a.member,
        a.host,
        a.phase,
        a.number,
        a.message ?? '–',
      ]),
      'No attempt failed.',
    )}
    ${capped(
      'Customers that failed on the way',
      ['Customer', 'When', 'Reason', 'State now'],
      failed.map(({ at, event }) => {
        const state = byId.get(event.customer)?.state ?? 'planned'
        return [event.customer, when(at), event.reason ?? '–', badge(customerTone(state), state)]
      }),
      'No customer failed.',
    )}
    ${
      facts.skipped.length === 0
        ? ''
        : capped(
            'Steps skipped by a person',
            ['Step', 'Member', 'When', 'By', 'Reason'],
            facts.skipped.map(({ at, event }) => [
              event.step,
              event.member,
              when(at),
              event.by,
              event.reason,
            ]),
            '',
          )
    }
  </section>`
}

export function runsSection({ runs, approvals }: ReportFacts): Markup {
  return markup`<section>
    <h2>Runs</h2>
    ${capped(
      'All runs',
      ['Run', 'Procedure', 'Batch', 'Members', 'Time', 'State', 'Reason'],
      runs.map((r) => [
        r.id,
        r.title,
        r.batch === undefined ? '–' : batchName(r.batch),
        r.members.length,
        span(r.startedAt ?? r.createdAt, r.endedAt),
        badge(runTone(r.state), r.state),
        r.reason ?? '',
      ]),
      'Nothing was run yet.',
    )}
    ${
      approvals.length === 0
        ? ''
        : capped(
            'Approvals',
            ['Approval', 'Run', 'When', 'By', 'Typed'],
            approvals.map(({ at, event }) => [
              event.approval,
              event.run,
              when(at),
              event.by,
              event.typed,
            ]),
            '',
          )
    }
  </section>`
}

export function evidenceSection({ head, spec, runs }: ReportFacts): Markup {
  const snapshots = new Set(runs.map((r) => r.snapshot)).size
  return markup`<section>
    <h2>Evidence</h2>
    <p>
      This report was made from the first ${groupDigits(head.seq)} events of the project file. They
      are chained by SHA-256: whoever has the file can recompute the chain and compare its end with
      this one.
    </p>
    <p>Head of the chain: <code>${head.hash === '' ? 'none' : head.hash}</code></p>
    <p class="soft">
      ${groupDigits(snapshots)} snapshots of procedures were run. Declared size of the source:
      ${groupDigits(spec.facts.xdrs)} xDRs. Soak before decommission: ${spec.soakDays} days.
    </p>
  </section>`
}
