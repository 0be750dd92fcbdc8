import { mustInside } from './machine.ts'
import type { LabPlace } from './layout.ts'

/** What is really so, out of the databases themselves; the product is not asked. */

export type System = 'source' | 'target'

/** Rows of a query on a system's server, as text. */
export async function query(
  place: LabPlace,
  system: System,
  sql: string,
): Promise<readonly (readonly string[])[]> {
  const out = await mustInside(
    place,
    system,
    ['mariadb', '--defaults-file=/etc/switchyard/local.cnf', '-N', '-B', 'billing'],
    sql,
  )
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
}

export const count = async (place: LabPlace, system: System, sql: string): Promise<number> =>
  Number((await query(place, system, sql))[0]?.[0] ?? Number.NaN)

export type Place = { readonly status: string; readonly lock: string; readonly balance: string }

/** Where every customer is, by both databases. */
export async function customersOf(
  place: LabPlace,
  system: System,
): Promise<ReadonlyMap<string, Place>> {
  const rows = await query(
    place,
    system,
    'select i_customer, bill_status, billing_lock, balance from customers',
  )
  return new Map(
    rows.map(([id = '', status = '', lock = '', balance = '']) => [id, { status, lock, balance }]),
  )
}

export type Whereabouts = {
  readonly total: number
  readonly onSource: number
  readonly onTarget: number
  readonly onBoth: readonly string[]
  readonly lost: readonly string[]
  readonly locked: readonly string[]
}

export async function whereabouts(place: LabPlace): Promise<Whereabouts> {
  const [source, target] = await Promise.all([
    customersOf(place, 'source'),
    customersOf(place, 'target'),
  ])
  const ids = [...new Set([...source.keys(), ...target.keys()])]
  const live = (found: Place | undefined): boolean => found?.status === 'O'
  return {
    total: ids.length,
    onSource: ids.filter((id) => live(source.get(id))).length,
    onTarget: ids.filter((id) => live(target.get(id))).length,
    onBoth: ids.filter((id) => live(source.get(id)) && live(target.get(id))),
    lost: ids.filter((id) => !live(source.get(id)) && !live(target.get(id))),
    locked: ids.filter(
      (id) =>
        source.get(id)?.lock === 'C' || (live(target.get(id)) && target.get(id)?.lock === 'C'),
    ),
  }
}

/** Of conference ids that were acknowledged, how often each is in which system. */
export async function whereXdrs(
  place: LabPlace,
  keys: readonly string[],
): Promise<ReadonlyMap<string, { source: number; target: number }>> {
  const found = new Map(keys.map((key) => [key, { source: 0, target: 0 }]))
  for (const system of ['source', 'target'] as const)
    for (let at = 0; at < keys.length; at += 2000) {
      const some = keys.slice(at, at + 2000).map((key) => `'${key}'`)
      for (const [key = '', n] of await query(
        place,
        system,
        `select h323_conf_id, count(*) from xdrs where h323_conf_id in (${some.join(',')}) group by 1`,
      )) {
        const one = found.get(key)
        if (one !== undefined) one[system] = Number(n)
      }
    }
  return found
}
