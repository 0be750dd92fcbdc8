import type { Fact } from '../../shared/domain/analysis/facts.ts'
import { factsOf } from '../../shared/domain/analysis/from-operations.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import type { ApiTally } from '../data/survey-protocol.ts'

/** Facts of the counts over the rows of the source's API, and what those rows cannot be right about. */
export function tallyFacts(
  spec: ProjectSpec,
  tally: ApiTally,
  uncounted: readonly ('products' | 'vendors' | 'dids' | 'orphans')[],
  read: { readonly source: string; readonly at: number },
): { readonly facts: readonly Fact[]; readonly gaps: readonly Problem[] } {
  const gaps: Problem[] = []
  const counted = <T>(what: (typeof uncounted)[number], value: T): T | undefined =>
    uncounted.includes(what) ? undefined : value
  const [only] = spec.environments
  const environmentOf = (env: number | null): string | undefined =>
    env === null
      ? spec.environments.length === 1
        ? only?.id
        : undefined
      : spec.environments.find(({ iEnv }) => iEnv === env)?.id
  const facts = tally.environments.flatMap((e) => {
    const id = environmentOf(e.env)
    if (id === undefined) {
      gaps.push(strange(e.env, e.customers))
      return []
    }
    const subject = { kind: 'environment', id } as const
    return [
      ...factsOf(subject, read, [
        ['billing.customers', e.customers, 'count'],
        ['billing.customers.exported', e.exported, 'count'],
        ['billing.customers.locked', e.locked, 'count'],
        ['billing.customers.empty', e.empty, 'count'],
        ['billing.resellers', e.resellers, 'count'],
        ['billing.accounts', e.accounts, 'count'],
        ['billing.accounts.largest', e.largest, 'count'],
        ['billing.products', counted('products', e.products), 'count'],
        ['office.groups', e.officeGroups, 'count'],
        ['office.customers', e.officeCustomers, 'count'],
      ]),
      ...tally.byProduct
        .filter(({ env }) => env === e.env)
        .flatMap(({ product, accounts }) =>
          factsOf(subject, read, [[`billing.product.${product}.accounts`, accounts, 'count']]),
        ),
    ]
  })
  if (tally.orphans > 0) gaps.push(orphaned(tally))
  return {
    facts: [
      ...facts,
      ...factsOf({ kind: 'system', id: 'source' }, read, [
        ['billing.vendors', counted('vendors', tally.vendors), 'count'],
        ['billing.dids', counted('dids', tally.dids), 'count'],
        ['billing.dids.used', counted('dids', tally.didsUsed), 'count'],
        ['billing.accounts.orphaned', counted('orphans', tally.orphans), 'count'],
      ]),
    ],
    gaps,
  }
}

const strange = (env: number | null, customers: number): Problem =>
  problem(
    'bad-input',
    env === null
      ? `the API did not say in which environment ${customers} customers are`
      : `${customers} customers are in environment i_env ${env}, which the project does not name`,
    {
      safe: 'they are counted in no environment',
      next: 'add the environment to project.yaml, or write down why it is not migrated',
    },
  )

const orphaned = ({ orphans, orphanExamples }: ApiTally): Problem =>
  problem(
    'bad-input',
    `${orphans} accounts name a customer that the API does not list: ${orphanExamples
      .map(({ account, customer }) => `account ${account} of customer ${customer ?? 'none'}`)
      .join(', ')}${orphans > orphanExamples.length ? ' …' : ''}`,
    {
      safe: 'they are counted in no environment',
      next: 'nobody would move them: find out whose they are before the copy',
    },
  )
