import type { Risk } from '../../../shared/domain/desk.ts'
import { unwatchedCustomers } from '../../../shared/domain/downtime.ts'
import { isOnTarget, isRunOver } from '../../../shared/domain/states.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import { cut } from './capped-table.ts'
import { downtimeVerdict, isBreach } from './downtime-verdict.ts'
import type { ReportFacts } from './facts.ts'
import { groupDigits } from './markup.ts'

/** What is open now, worst first: failed or breached before unknown. What was healed since is no risk any more. */
export function openRisks(facts: ReportFacts): readonly Risk[] {
  const risks = [
    ...failedCustomers(facts),
    ...breaches(facts),
    ...brokenRuns(facts),
    ...standingRuns(facts),
    ...openAttempts(facts),
    ...unmeasured(facts),
    ...unwatched(facts),
    ...logGaps(facts),
    ...unsynced(facts),
    ...openChecks(facts),
    ...missedStarts(facts),
  ]
  return risks.sort((a, b) => Number(b.tone === 'bad') - Number(a.tone === 'bad'))
}

const mostNames = 12

function some(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map(cut).join(', ')
  return names.length <= mostNames ? shown : `${shown} and ${names.length - mostNames} more`
}

/** One risk for all of a kind; `title` is written for one and for many. */
const risk = (
  tone: Risk['tone'],
  names: readonly string[],
  [one, many]: readonly [string, string],
  detail: string,
): readonly Risk[] =>
  names.length === 0
    ? []
    : [
        {
          tone,
          title: `${groupDigits(names.length)} ${names.length === 1 ? one : many}`,
          detail: `${detail} ${some(names)}.`,
        },
      ]

const failedCustomers = ({ customers }: ReportFacts): readonly Risk[] => [
  ...risk(
    'bad',
    customers.filter((c) => c.state === 'failed').map((c) => c.id),
    ['customer failed', 'customers failed'],
    'Neither moved nor back:',
  ),
  ...risk(
    'warn',
    customers
      .filter((c) => ['locked', 'transferring', 'returning'].includes(c.state))
      .map((c) => `${c.id} (${c.state})`),
    ['customer between the systems', 'customers between the systems'],
    'On their way when this was written:',
  ),
]

const breaches = ({ downtime }: ReportFacts): readonly Risk[] =>
  risk(
    'bad',
    downtime
      .filter(isBreach)
      .map(
        (d) => `${d.service} ${d.scope} ${formatMs(d.measuredMs ?? 0)} of ${formatMs(d.budgetMs)}`,
      ),
    ['downtime budget broken', 'downtime budgets broken'],
    'Over what was promised:',
  )

const brokenRuns = ({ runs, customers }: ReportFacts): readonly Risk[] =>
  risk(
    'bad',
    runs
      .filter((r) => r.state === 'failed' && !isHealed(r, runs, moved(customers)))
      .map((r) => `${r.id} (${r.title}${r.reason === undefined ? '' : `: ${r.reason}`})`),
    ['run failed', 'runs failed'],
    'And what failed in it was not done by a later run:',
  )

/** How long a run that another program carries out may be without a word in its journal. */
const quietMs = 15 * 60_000

/** Runs that are not over and stand still, or may. One that just goes on is no risk. */
function standingRuns({ runs, going, takingBack, mode, at }: ReportFacts): readonly Risk[] {
  const asks = new Map<string, boolean>(going.map((run) => [run.run, run.asks]))
  const named = (list: readonly Run[]): readonly string[] =>
    list.map(({ id, title }) => `${id} (${title})`)
  const elsewhere = runs.filter(({ id, state }) => state === 'running' && !asks.has(id))
  return [
    ...risk(
      'warn',
      named(runs.filter(({ id }) => asks.get(id) === true)),
      ['run waits for a person', 'runs wait for a person'],
      'It goes on when its question is answered:',
    ),
    ...risk(
      'warn',
      named(runs.filter(({ id, state }) => state === 'paused' && asks.get(id) !== true)),
      ['run paused', 'runs paused'],
      'No new step begins before somebody resumes it:',
    ),
    // Nobody else may write: what this program does not carry out, nobody does.
    ...(mode === 'write'
      ? risk(
          'warn',
          named(elsewhere),
          ['run interrupted', 'runs interrupted'],
          'Running by the journal, and nobody carries it out; take it up or undo it:',
        )
      : risk(
          'warn',
          named(elsewhere.filter(({ lastWordAt = 0 }) => at - lastWordAt > quietMs)),
          ['run without a sign of life', 'runs without a sign of life'],
          `No word in the journal for ${quietMs / 60_000} min or more; look whether the program that carries it out still does:`,
        )),
    ...risk(
      'warn',
      takingBack
        .filter(({ run }) => !asks.has(run))
        .map(({ run, left }) => `${run} (${some(left)})`),
      ['run half taken back', 'runs half taken back'],
      'The same undo goes on where it stopped; left are:',
    ),
  ]
}

type Run = ReportFacts['runs'][number]

const moved = (customers: ReportFacts['customers']): ReadonlySet<string> =>
  new Set(customers.filter((c) => isOnTarget(c.state)).map((c) => String(c.id)))

/** Later runs, in the order of the journal, together did every member; of a transfer only the customers that are not on the target are left to do. */
function isHealed(failed: Run, runs: readonly Run[], onTarget: ReadonlySet<string>): boolean {
  const later = runs
    .slice(runs.indexOf(failed) + 1)
    .filter((r) => r.procedure === failed.procedure && r.state === 'succeeded')
  const done = new Set(later.flatMap((r) => r.members))
  return failed.members.every(
    (m) => done.has(m) || (failed.procedure === 'customer-transfer' && onTarget.has(m)),
  )
}

/** An attempt of a run that is over is no question any more unless nobody ever found out what it did. */
function openAttempts({ openAttempts, runs }: ReportFacts): readonly Risk[] {
  const over = new Set<string>(runs.filter((r) => isRunOver(r.state)).map((r) => r.id))
  const open = openAttempts.filter(
    (a) => a.phase !== 'probe' && (a.state === 'unknown' || a.state === 'ask' || over.has(a.run)),
  )
  return risk(
    'bad',
    open.map((a) => `${a.operation} for ${a.member} on ${a.host} (${a.state})`),
    ['effect with an unknown outcome', 'effects with an unknown outcome'],
    'Nobody can tell yet whether they happened; look on the host:',
  )
}

const unmeasured = ({ downtime }: ReportFacts): readonly Risk[] =>
  risk(
    'warn',
    downtime
      .filter((d) => downtimeVerdict(d).tone === 'warn')
      .map((d) => `${d.service} ${d.scope} (${downtimeVerdict(d).text})`),
    ['downtime window without a figure', 'downtime windows without a figure'],
    'No figure is not zero:',
  )

const unwatched = ({ customers, downtime }: ReportFacts): readonly Risk[] =>
  risk(
    'warn',
    unwatchedCustomers(customers, downtime).map((c) => c.id),
    ['moved customer was not measured', 'moved customers were not measured'],
    'Without a probe account:',
  )

const logGaps = ({ gaps }: ReportFacts): readonly Risk[] =>
  risk(
    'warn',
    gaps.map((g) => `${g.host} ${g.file} (at least ${groupDigits(g.bytes)} bytes)`),
    ['gap in the logs', 'gaps in the logs'],
    'Written by the host and gone before they were fetched:',
  )

function unsynced({ spec, customers, merges }: ReportFacts): readonly Risk[] {
  const due = spec.environments.filter(({ id }) => {
    const own = customers.filter((c) => c.environment === id && c.state !== 'excluded')
    return (
      own.length > 0 && own.every((c) => isOnTarget(c.state)) && merges.get(id)?.outdated !== false
    )
  })
  return risk(
    'warn',
    due.map((e) => e.title),
    ['environment to synchronise', 'environments to synchronise'],
    'All customers are on the target, but the vendor xDRs are on both systems:',
  )
}

/** Answers that were not `pass` and were not followed by a pass of the same check in the same run. */
function openChecks({ checks, runs }: ReportFacts): readonly Risk[] {
  const succeeded = new Set<string>(runs.filter((r) => r.state === 'succeeded').map((r) => r.id))
  // Asked again are only the checks behind the steps; those before them may name one check twice.
  const last = new Map(
    checks.map(({ event: e }, i) => [e.moment === 'after' ? `${e.run} ${e.check}` : i, e]),
  )
  return risk(
    'warn',
    [...last.values()]
      .filter(({ answer, run }) => answer !== 'pass' && succeeded.has(run))
      .map(({ check, sentence }) => `${check}: ${sentence}`),
    ['check noted and passed over', 'checks noted and passed over'],
    'The run went on although the answer was not “pass”:',
  )
}

const missedStarts = ({ missed, runs }: ReportFacts): readonly Risk[] =>
  risk(
    'warn',
    missed
      .filter((m) =>
        runs.some((r) => r.id === m.event.run && !isRunOver(r.state) && r.state !== 'running'),
      )
      .map((m) => m.event.run),
    ['start missed', 'starts missed'],
    'Planned, not started, and not decided since:',
  )
