import type { CatalogLook } from '../../shared/domain/analysis/analysis-events.ts'
import {
  catalogDrift,
  concernedBy,
  driftSentence,
} from '../../shared/domain/analysis/catalog-drift.ts'
import type { CatalogDrift } from '../../shared/domain/analysis/catalog-drift.ts'
import type { Decision } from '../../shared/domain/analysis/findings.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import type { Customer, Host, ProjectSpec } from '../../shared/domain/project.ts'
import { foldRun } from '../../shared/domain/run-fold.ts'
import type { CheckAnswer } from '../runner/ports.ts'
import { readOperation } from './check-deps.ts'
import type { CheckDeps } from './check-deps.ts'
import { eventsOfRun } from './run-events.ts'

/** The catalog as it was at the copy and as it is now, and who is held because of what changed in between. */

export type FreezeDeps = Pick<CheckDeps, 'data' | 'pool' | 'commands' | 'spec'>

const systems = ['source', 'target'] as const

export const databaseOf = (spec: ProjectSpec, system: 'source' | 'target'): Host | undefined =>
  spec.hosts.find((h) => h.system === system && h.roles.includes('db'))

/**
 * The fingerprints that the copy took; of the copy that runs, for its own check.
 * @returns An answer where there is none to compare with.
 */
export async function looksAtCopy(
  { data, spec }: Pick<FreezeDeps, 'data' | 'spec'>,
  run: RunId | undefined,
): Promise<readonly CatalogLook[] | CheckAnswer> {
  const copy = (await data.runs()).findLast(
    (r) => r.procedure === 'database-copy' && (r.state === 'succeeded' || r.id === run),
  )
  if (copy === undefined)
    return {
      answer: 'fail',
      sentence: 'there is no database copy yet; run database-copy first',
    }
  const attempts = foldRun(await eventsOfRun(data, copy.id))?.members.get('project')?.attempts ?? []
  const looks: CatalogLook[] = []
  for (const system of systems) {
    const answer = attempts.findLast(
      (a) => a.intended.step === `fingerprint-${system}` && a.state === 'succeeded',
    )?.answer
    if (
      databaseOf(spec, system) === undefined ||
      answer === undefined ||
      answer === null ||
      typeof answer !== 'object' ||
      !('hashes' in answer)
    )
      return {
        answer: 'unknown',
        sentence: `the ${system}'s fingerprint at the copy is not known; run database-copy again`,
      }
    looks.push({ ...(answer as Omit<CatalogLook, 'system'>), system }) // parsed by the operation's schema before it was stored
  }
  return looks
}

/** Asks the database hosts of these systems. */
export async function lookNow(
  deps: FreezeDeps,
  wanted: readonly CatalogLook['system'][] = systems,
): Promise<readonly CatalogLook[]> {
  const looks: CatalogLook[] = []
  for (const system of wanted) {
    const host = databaseOf(deps.spec, system)
    if (host === undefined) continue
    const { hashes, fields, customers } = await readOperation(deps, host, 'catalog-fingerprint')
    looks.push({
      system,
      hashes,
      ...(fields === undefined ? {} : { fields }),
      ...(customers === undefined ? {} : { customers }),
    })
  }
  return looks
}

export const driftsBetween = (
  before: readonly CatalogLook[],
  now: readonly CatalogLook[],
): readonly CatalogDrift[] =>
  before.flatMap((look) => {
    const is = now.find(({ system }) => system === look.system)
    return is === undefined ? [] : catalogDrift(look, is)
  })

/** Who is held, and by which changes; changes that somebody has answered for hold nobody. */
export type Hold = {
  /** Why this customer is held; undefined when it is not. */
  why(customer: string): string | undefined
  readonly open: readonly CatalogDrift[]
  readonly answeredFor: readonly CatalogDrift[]
}

export function holdBy(
  drifts: readonly CatalogDrift[],
  customers: readonly Pick<Customer, 'id' | 'product'>[],
  decisions: readonly Decision[],
): Hold {
  const answered = (drift: CatalogDrift): boolean => {
    const last = decisions.findLast(
      ({ finding }) => finding === `freeze-drift ${drift.system} ${drift.entity}`,
    )
    return (
      last?.basis === drift.basis &&
      (last.decision === 'done' || last.decision === 'accept' || last.decision === 'not-applicable')
    )
  }
  const open = drifts.filter((drift) => !answered(drift))
  const whomOf = concernedBy(drifts, customers)
  const concerned = open.map((drift) => ({ drift, whom: whomOf(drift) }))
  return {
    open,
    answeredFor: drifts.filter(answered),
    why(customer) {
      const own = concerned.filter(({ whom }) => whom === 'everybody' || whom.has(customer))
      return own.length === 0
        ? undefined
        : `the catalog freeze is broken: ${own.map(({ drift }) => driftSentence(drift)).join('; ')}, and who uses it is held`
    },
  }
}
