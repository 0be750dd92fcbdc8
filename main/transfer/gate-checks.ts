import { someOf } from '../../shared/base/some-of.ts'
import { driftSentence } from '../../shared/domain/analysis/catalog-drift.ts'
import { formatInstant, formatMs, instant } from '../../shared/domain/time.ts'
import { needsRadiusSwitchover } from '../../shared/domain/project.ts'
import { fixedMembers, selectHosts } from '../../shared/domain/run-scope.ts'
import { xdrMerges } from '../../shared/domain/xdr-merges.ts'
import { driftsBetween, holdBy, lookNow, looksAtCopy } from './catalog-freeze.ts'
import { eachAtOnce, failed, pass } from './check-deps.ts'
import type { Check, CheckDeps } from './check-deps.ts'
import { adviceFor } from './next-free.ts'
import { allEvents } from './run-events.ts'
import { boundsOf, chancesAt, whyNot } from './windows.ts'

/** Gates: what has to be true before a procedure may start. */

/** A permission to start that has lapsed holds up nobody, nor does a start planned for later. */
export const noOtherRun: Check = async ({ data, clock }, { run }) => {
  const now = clock.now()
  const others = (await data.runs()).filter(
    (r) =>
      r.id !== run &&
      (r.state === 'running' ||
        r.state === 'paused' ||
        (r.state === 'armed' && (r.startAt ?? 0) <= now && now <= (r.expiresAt ?? Infinity))),
  )
  return others.length === 0
    ? pass('no other run is going on')
    : failed(
        `${others.map((r) => `run ${r.id} (${r.procedure}) is ${r.state}`).join(', ')}; resume it, or stop or undo it first`,
      )
}

/** Whether a procedure is done for every member that it is for (RunRow.done). */
export const stageDone: Check = async ({ data, spec }, _, args) => {
  const procedure = String(args['procedure'])
  if (procedure === 'switchover-radius-diameter' && !needsRadiusSwitchover(spec))
    return pass('RADIUS and Diameter need no switchover here')
  const done = new Set(
    (await data.runs()).flatMap((run) => (run.procedure === procedure ? run.done : [])),
  )
  const wanted =
    procedure === 'switchover-voice'
      ? fixedMembers(spec, 'sip-cluster').map((m) => m.id)
      : ['project']
  const missing = wanted.filter((id) => !done.has(id))
  return missing.length === 0
    ? pass(`${procedure} is done`)
    : failed(`${procedure} is not done for ${missing.join(', ')}; run it first`)
}

/** Every host that the procedure uses answers; asked side by side. */
export const hostsReachable: Check = async ({ spec, pool }, { procedure, members }) => {
  const used = new Set<string>()
  for (const member of members.slice(0, 200))
    for (const step of procedure.steps) {
      const hosts = selectHosts(spec.hosts, step.on, member)
      if (hosts.ok) for (const host of hosts.value) used.add(host.name)
    }
  const hosts = spec.hosts.filter((host) => used.has(host.name))
  const silent: string[] = []
  await eachAtOnce(hosts, 12, async (host) => {
    const { ending } = await pool.exec(host.name, ['true'])
    if (ending.kind === 'exited' && ending.code === 0) return
    silent.push(
      ending.kind === 'not-started' || ending.kind === 'lost'
        ? `${host.name}: ${ending.problem.message}`
        : `${host.name}: a command did not end well`,
    )
  })
  return silent.length === 0
    ? pass(`${hosts.length} of ${hosts.length} hosts answer`)
    : failed(`${silent.length} of ${hosts.length} hosts do not answer: ${someOf(silent)}`)
}

/**
 * The frozen entities still have the fingerprints that they had at the copy (domain.md 5). New ones on the target are allowed. Of
 * customers only those are held that use what changed (freeze-gates.ts); the check fails when that is all of them.
 */
export const catalogUnchanged: Check = async (deps, { run, procedure, members }) => {
  const before = await looksAtCopy(deps, run)
  if ('answer' in before) return before
  const drifts = driftsBetween(before, await lookNow(deps))
  if (drifts.length === 0)
    return pass('the frozen catalog is as it was at the copy, on both systems')
  const hold = holdBy(drifts, await deps.data.customers(), await deps.data.findingDecisions())
  const changed = hold.open.map(driftSentence)
  const facts = { changed: hold.open.map(({ entity, system }) => `${entity} on the ${system}`) }
  if (hold.open.length === 0)
    return pass(
      `what changed in the frozen catalog is answered for: ${someOf(hold.answeredFor.map(driftSentence))}`,
    )
  const held = members.filter(({ id }) => hold.why(id) !== undefined)
  const isOfCustomers = procedure.scope === 'customer'
  if (isOfCustomers && held.length === 0)
    return pass(
      `the catalog freeze is broken, and none of these customers uses what changed: ${someOf(changed)}`,
      facts,
    )
  return isOfCustomers && held.length < members.length
    ? pass(
        `the catalog freeze is broken: ${someOf(changed)}; ${held.length} of ${members.length} customers are held: ${someOf(held.map(({ id }) => id))}`,
        facts,
      )
    : failed(
        `the catalog freeze is broken: ${someOf(changed)} since the copy; undo the change, or make it on the other system too and decide on it (analysis findings)`,
        facts,
      )
}

export const allEnvironmentsSynced: Check = async ({ data, spec }) => {
  const events = await allEvents(data, { kinds: ['xdr.synced', 'customer.state'] })
  const merges = xdrMerges(events, await data.customers())
  const missing = spec.environments
    .map((e) => e.id)
    .filter((id) => merges.get(id)?.outdated !== false)
  return missing.length === 0
    ? pass('vendor xDRs of every environment are synchronised')
    : failed(
        `vendor xDRs are not synchronised for ${missing.join(', ')}${missing.some((id) => merges.has(id)) ? ' (customers have moved since)' : ''}; run vendor-xdr-sync`,
      )
}

async function lastMove({ data }: CheckDeps): Promise<number | undefined> {
  const moves = await allEvents(data, { kinds: ['customer.state'] })
  return moves.findLast(
    ({ event }) => event.kind === 'customer.state' && event.to === 'transferred',
  )?.at
}

const waited = async (deps: CheckDeps, days: number, what: string): ReturnType<Check> => {
  const since = await lastMove(deps)
  if (since === undefined) return failed('no customer has moved yet')
  const over = since + days * 86_400_000
  const now = deps.clock.now()
  return now >= over
    ? pass(`${what} of ${days} days is over`)
    : failed(
        `${what} of ${days} days since the last customer ends at ${formatInstant(over as typeof now)}, in ${formatMs(over - now)}`,
      )
}

/** Two to four weeks after the last customer (method.txt); the project says how many days. */
export const soakOver: Check = (deps) => waited(deps, deps.spec.soakDays, 'the soak')

/** One billing period after the last customer: the longest in use. */
export const billingPeriodOver: Check = (deps) =>
  waited(
    deps,
    Math.max(...deps.spec.environments.map((e) => e.billingPeriodDays)),
    'the billing period',
  )

/** Open for at least one member: who else may not begin is kept back one by one (window-gates.ts). */
export const windowOpen: Check = async (deps, { members, outsideWindow }) => {
  if (outsideWindow !== undefined) return pass(`outside of the window: ${outsideWindow}`)
  const { data, clock, spec } = deps
  const bounds = boundsOf(await data.batches(), await data.customers())
  const now = clock.now()
  const ids = members.map((member) => member.id)
  const chances = chancesAt(bounds, ids, now)
  if (chances.now.length > 0) {
    const windows = chances.now.flatMap((id) => bounds.get(id)?.window ?? [])
    if (windows.length === 0) return pass('no window is planned for these customers')
    const until = Math.max(...windows.map((w) => w.to))
    return pass(`the window is open until ${formatInstant(instant(until))}`)
  }
  const [first] = chances.not
  if (first === undefined) return pass('no customer is asked for')
  const next = first.when === 'later' ? '' : `; ${await adviceFor(deps, first.bound)}`
  return failed(`${chances.not.map((not) => whyNot(spec, not, now)).join('; ')}${next}`)
}
