import type { Command } from 'commander'
import { BatchId, CustomerId, EnvironmentId } from '../../../../shared/domain/ids.ts'
import { DateText } from '../../../../shared/domain/planning.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import type { Instant } from '../../../../shared/domain/time.ts'
import type { Engine } from '../../../engine.ts'
import { instantOf, named } from '../../arguments.ts'
import { changePlan, withChangeOptions } from './change.ts'
import type { ChangeFlags } from './change.ts'

const customersOf = (ids: readonly string[]): CustomerId[] =>
  ids.map((id) => named(CustomerId, id, 'customer'))
const batchOf = (id: string): BatchId => named(BatchId, id, 'batch')

/** The changes that name customers, batches or windows; each becomes a version of the plan. */
export function addEdits(plan: Command): void {
  withChangeOptions(
    plan
      .command('move')
      .description('put customers, with all that move with them, into another batch')
      .argument('<project>')
      .argument('<customer...>')
      .requiredOption('--to <batch>'),
  ).action(
    (project: string, customers: string[], flags: ChangeFlags & { to: string }, command: Command) =>
      changePlan(command, project, flags, () => ({
        kind: 'move',
        customers: customersOf(customers),
        to: batchOf(flags.to),
      })),
  )

  for (const [kind, about] of [
    ['pin', 'keep customers in their batch, also when the rest is planned again'],
    ['unpin', 'let the planner move customers again'],
    ['include', 'take excluded customers into the plan again'],
  ] as const)
    withChangeOptions(
      plan.command(kind).description(about).argument('<project>').argument('<customer...>'),
    ).action((project: string, customers: string[], flags: ChangeFlags, command: Command) =>
      changePlan(command, project, flags, () => ({ kind, customers: customersOf(customers) })),
    )

  withChangeOptions(
    plan
      .command('exclude')
      .description('leave customers out of the migration; --why is the reason that is shown')
      .argument('<project>')
      .argument('<customer...>'),
  ).action((project: string, customers: string[], flags: ChangeFlags, command: Command) =>
    changePlan(command, project, flags, () => ({
      kind: 'exclude',
      customers: customersOf(customers),
      reason: flags.why,
    })),
  )

  withChangeOptions(
    plan
      .command('split')
      .description('make customers of a batch a batch of their own, behind it')
      .argument('<project>')
      .argument('<batch>')
      .argument('<customer...>'),
  ).action(
    (project: string, batch: string, customers: string[], flags: ChangeFlags, command: Command) =>
      changePlan(command, project, flags, () => ({
        kind: 'split',
        batch: batchOf(batch),
        customers: customersOf(customers),
      })),
  )

  withChangeOptions(
    plan
      .command('merge')
      .description('move all customers of a batch into another one')
      .argument('<project>')
      .argument('<batch>')
      .requiredOption('--into <batch>'),
  ).action(
    (project: string, batch: string, flags: ChangeFlags & { into: string }, command: Command) =>
      changePlan(command, project, flags, () => ({
        kind: 'merge',
        batch: batchOf(batch),
        into: batchOf(flags.into),
      })),
  )

  addPlace(plan)

  withChangeOptions(
    plan
      .command('release')
      .description('give the chosen window of a batch back to the planner')
      .argument('<project>')
      .argument('<batch>'),
  ).action((project: string, batch: string, flags: ChangeFlags, command: Command) =>
    changePlan(command, project, flags, () => ({ kind: 'release', batch: batchOf(batch) })),
  )

  for (const [kind, about] of [
    ['replan', 'plan anew all that has not begun and is neither pinned nor placed by hand'],
    ['catch-up', 'give missed, left over and returned customers new windows'],
  ] as const)
    withChangeOptions(plan.command(kind).description(about).argument('<project>')).action(
      (project: string, flags: ChangeFlags, command: Command) =>
        changePlan(command, project, flags, () => ({ kind })),
    )
}

type PlaceFlags = ChangeFlags & { readonly from: string; readonly environment?: string }

function addPlace(plan: Command): void {
  withChangeOptions(
    plan
      .command('place')
      .description('put a batch into the window that opens then, and keep it there')
      .argument('<project>')
      .argument('<batch>')
      .requiredOption(
        '--from <when>',
        'local date of the window, 2027-01-06, or its first instant, 2027-01-06T06:00:00Z',
      )
      .option('--environment <id>', 'needed for a batch of several, the pilot'),
  ).action((project: string, batch: string, flags: PlaceFlags, command: Command) =>
    changePlan(command, project, flags, async (engine) => {
      const id = batchOf(batch)
      const environment = await environmentOf(engine, id, flags.environment)
      const from = await openingOf(engine, environment, flags.from)
      return { kind: 'place', batch: id, environment, from }
    }),
  )
}

async function environmentOf(
  engine: Engine,
  batch: BatchId,
  asked: string | undefined,
): Promise<EnvironmentId> {
  if (asked !== undefined) return named(EnvironmentId, asked, 'environment')
  const members = new Set((await engine.data.batches()).find((b) => b.id === batch)?.members)
  const found = new Set(
    (await engine.data.customers()).filter((c) => members.has(c.id)).map((c) => c.environment),
  )
  const [only] = found
  if (only !== undefined && found.size === 1) return only
  return fail(
    'wrong-use',
    found.size === 0
      ? `there is no batch ${batch} in this plan`
      : `${batch} holds customers of ${[...found].join(' and ')}`,
    { next: found.size === 0 ? 'see `plan PROJECT`' : 'name one of them with --environment' },
  )
}

/** The planner checks that an instant is the opening of a window; a local date is looked up in the calendar. */
async function openingOf(
  engine: Engine,
  environment: EnvironmentId,
  text: string,
): Promise<Instant> {
  const date = DateText.safeParse(text)
  if (!date.success) return instantOf(text)
  const facts = await engine.plan.facts()
  if (!facts.ok) return fail(facts.problem.code, facts.problem.message, facts.problem)
  if (!facts.value.spec.environments.some((e) => e.id === environment))
    return fail('wrong-use', `there is no environment ${environment}`)
  const calendar = facts.value.calendars.of(environment)
  for (const slot of calendar.slots(calendar.startOf(date.data)))
    if (slot.date >= date.data) {
      if (slot.date === date.data) return slot.from
      break
    }
  return fail('wrong-use', `no off-peak window of ${environment} opens on ${date.data}`, {
    next: 'choose another date, or change the off-peak windows with `plan settings`',
  })
}
