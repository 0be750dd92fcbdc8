import { invariant } from '../../base/assert.ts'
import { batchName } from '../../domain/batch-name.ts'
import { ProcedureId } from '../../domain/ids.ts'
import type { EnvironmentId } from '../../domain/ids.ts'
import type { CustomerState } from '../../domain/states.ts'
import type { Environment } from '../../domain/project.ts'
import type { Instant } from '../../domain/time.ts'
import type { Placement, PlanFacts, PlannedBatch } from '../types.ts'
import { method, stageNodes } from './plan-node.ts'
import type { PlanNode } from './plan-node.ts'

const { task, milestone } = stageNodes('transfer')
const transfer = 'Transfer of customers'

/** Task id of a batch. */
export const batchTaskId = (batch: string): string => `transfer-${batch}`

/**
 * Transfer of customers around the batches as placed: the pilot with its confirmation, the others, the last customer and the
 * vendor xDRs of each environment. Without a placement: the same without batches.
 */
export function transferTasks(facts: PlanFacts, placement: Placement | undefined): PlanNode[] {
  const placed = (placement?.batches ?? [])
    .filter((b) => b.windows.length > 0)
    .toSorted((a, b) => opening(a) - opening(b) || a.ordinal - b.ordinal)
  const pilots = placed.filter((b) => b.pilot)
  const others = placed.filter((b) => !b.pilot)
  const first = placed[0]
  const hasPilot = placement === undefined || pilots.length > 0
  const open = new Set((placement?.unplaced ?? []).map(({ environment }) => environment))
  return [
    milestone(['first-customer', 'First customer moves'], 'vendor', ['setup-complete'], {
      source: method(transfer),
      held: true,
      ...(first === undefined ? {} : { at: opening(first) }),
    }),
    ...batchNodes(facts, pilots, ['first-customer']),
    ...(hasPilot ? pilotChecks(facts, pilots) : []),
    ...batchNodes(facts, others, [hasPilot ? 'pilot-confirmed' : 'first-customer']),
    ...(others.length > 0 ? otherChecks(others) : []),
    ...facts.spec.environments.flatMap((e) =>
      environmentNodes(facts, e, placement === undefined ? undefined : placed, open.has(e.id)),
    ),
    milestone(
      ['freeze-lifted', 'Catalog freeze may end: the last customer has moved'],
      'both',
      facts.spec.environments.map((e) => `last-customer-${e.id}`),
      { source: 'domain.md 10.1 row 6: the earliest end; the certain one is the decommission' },
    ),
    milestone(
      ['transfer-complete', 'Transfer complete'],
      'both',
      [
        'freeze-lifted',
        ...(others.length > 0 ? ['batches-log-check', 'batches-tests'] : []),
        ...facts.spec.environments.map((e) => `xdr-synced-${e.id}`),
      ],
      { source: method(`${transfer}, timeline`, '25 business days at Panda Telecom') },
    ),
  ]
}

function opening({ windows }: PlannedBatch): Instant {
  const [first] = windows
  invariant(first !== undefined, 'a placed batch has a window')
  return windows.reduce((least, w) => (w.from < least ? w.from : least), first.from)
}

function batchNodes(
  { settings }: PlanFacts,
  batches: readonly PlannedBatch[],
  first: readonly string[],
): PlanNode[] {
  const lastOfTeam = new Map<string, string>()
  return batches.map((batch) => {
    const teams = [...new Set(batch.windows.map((w) => w.team))]
    const before = teams.map((team) => lastOfTeam.get(team))
    const id = batchTaskId(batch.id)
    for (const team of teams) lastOfTeam.set(team, id)
    const chained = [...new Set(before.filter((b) => b !== undefined))]
    const count = batch.members.length
    return {
      id,
      stage: 'transfer',
      kind: 'batch',
      title: `Move ${batch.pilot ? 'the pilot batch' : batchName(batch.id)}: ${count} customer${count === 1 ? '' : 's'}`,
      party: 'vendor',
      involves: 'the operator’s team is at hand',
      effortDays: 0.5,
      elapsedDays: 0,
      after: chained.length === teams.length ? chained : [...first, ...chained],
      source: method(transfer, 'in off-peak hours; effort (I)'),
      procedure: ProcedureId.parse('customer-transfer'),
      batch: batch.id,
      windows: batch.windows,
      coolDownDays: settings.coolDownDays,
      why: batch.why.join('; '),
    }
  })
}

const checked: readonly CustomerState[] = ['checked', 'accepted']
const accepted: readonly CustomerState[] = ['accepted']

function pilotChecks({ settings }: PlanFacts, pilots: readonly PlannedBatch[]): PlanNode[] {
  const after = pilots.length > 0 ? pilots.map((b) => batchTaskId(b.id)) : ['first-customer']
  const members = pilots.flatMap((b) => b.members)
  return [
    task(
      ['pilot-log-check', 'Check the logs for errors and warnings after the pilot batch'],
      'vendor',
      { elapsed: 1, effort: 0.5 },
      after,
      { source: method(transfer, 'elapsed and effort (I)'), proof: { members, states: checked } },
    ),
    task(
      ['pilot-tests', 'Test scenarios of the pilot’s customers and collect their feedback'],
      'operator',
      { elapsed: settings.pilotDays, effort: 2 },
      after,
      {
        source: method(`${transfer}, timeline`, 'the first week; effort (I)'),
        why: 'setting pilotDays',
        proof: { members, states: accepted },
        involves: 'PortaOne is told',
      },
    ),
    milestone(
      ['pilot-confirmed', 'All services confirmed for the pilot batch'],
      'operator',
      ['pilot-log-check', 'pilot-tests'],
      { source: method(`${transfer}, timeline`) },
    ),
  ]
}

function otherChecks(others: readonly PlannedBatch[]): PlanNode[] {
  const after = others.map((b) => batchTaskId(b.id))
  const members = others.flatMap((b) => b.members)
  const effort = others.length / 2
  const fields = {
    span: true as const,
    why: 'beside the batches, each on the day on which its window closes',
  }
  return [
    task(
      ['batches-log-check', 'Check the logs for errors and warnings after every batch'],
      'vendor',
      { elapsed: 1, effort },
      after,
      {
        source: method(transfer, 'elapsed and effort (I)'),
        ...fields,
        proof: { members, states: checked },
      },
    ),
    task(
      ['batches-tests', 'Test scenarios of moved customers and collect their feedback'],
      'operator',
      { elapsed: 1, effort },
      after,
      {
        source: method(transfer, 'elapsed and effort (I)'),
        involves: 'PortaOne is told',
        ...fields,
        proof: { members, states: accepted },
      },
    ),
  ]
}

/** The batches of an environment end with its last customer; only then may its vendor xDRs be synchronised. */
function environmentNodes(
  { customers, settings }: PlanFacts,
  { id, title }: Environment,
  placed: readonly PlannedBatch[] | undefined,
  isOpen: boolean,
): PlanNode[] {
  const windows = lastWindows(placed ?? [], id)
  const excluded = new Set(settings.excluded.map((e) => e.customer))
  const empty = !customers.some((c) => c.environment === id && !excluded.has(c.id))
  const source = method('Vendor xDRs synchronization', 'elapsed and effort (I)')
  const last =
    windows.length > 0
      ? windows.map((b) => batchTaskId(b.id))
      : [empty || placed !== undefined ? 'setup-complete' : 'pilot-confirmed']
  return [
    milestone([`last-customer-${id}`, `Last customer of ${title} moved`], 'vendor', last, {
      source: method(transfer),
      ...(windows.length > 0 ? { at: closing(windows, id) } : {}),
      ...(empty ? { why: `${title} has no customers to move` } : {}),
      ...(isOpen
        ? { held: true as const, why: 'earliest: customers of this environment have no window yet' }
        : {}),
    }),
    task(
      [`xdr-sync-${id}`, `Synchronise vendor xDRs of ${title}`],
      'vendor',
      { elapsed: 1, effort: 0.5 },
      [`last-customer-${id}`],
      {
        source,
        involves: 'the operator requests it',
        procedure: ProcedureId.parse('vendor-xdr-sync'),
        member: id,
      },
    ),
    milestone(
      [`xdr-synced-${id}`, `Vendor xDRs of ${title} synchronised`],
      'vendor',
      [`xdr-sync-${id}`],
      {
        source,
      },
    ),
    task(
      [`xdr-reconciled-${id}`, `Reconcile vendors’ invoices of ${title} on the target`],
      'operator',
      { elapsed: 1, effort: 0.5 },
      [`xdr-synced-${id}`],
      { source: method('Vendor xDRs synchronization', 'domain.md 2.9 (I)') },
    ),
  ]
}

/** Batches with a window in the environment: all of them precede its last customer. */
const lastWindows = (
  placed: readonly PlannedBatch[],
  environment: EnvironmentId,
): readonly PlannedBatch[] =>
  placed.filter((b) => b.windows.some((w) => w.environment === environment))

const closing = (batches: readonly PlannedBatch[], environment: EnvironmentId): Instant => {
  const ends = batches.flatMap((b) =>
    b.windows.filter((w) => w.environment === environment).map((w) => w.to),
  )
  const [first] = ends
  invariant(first !== undefined, 'one of the batches has a window in the environment')
  return ends.reduce((most, to) => (to > most ? to : most), first)
}
