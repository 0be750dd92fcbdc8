import { pandaCustomers } from './data.ts'
import type { LabScene } from './scene.ts'
import { transferWords } from './product.ts'
import type { Product } from './product.ts'
import type { Ended } from './run.ts'
import { query } from './truth.ts'

/** What the tests of faults share: customers that nobody else uses, moves of one, and the truth about it afterwards. */

const free = pandaCustomers()
  .filter(
    (c) =>
      c.kind === 'retail' &&
      c.parent === '' &&
      c.main_office === '' &&
      c.accounts > 0 &&
      c.accounts < 5,
  )
  .map((c) => c.id)
let taken = 0

export function freshCustomer(): string {
  const id = free[taken++]
  if (id === undefined) throw new Error('no customer of the sample is left for a test')
  return id
}

export const move = (made: Product, id: string, ...more: readonly string[]): Promise<Ended> =>
  made.run(...transferWords(made, '--member', id, ...more))

export type Standing = {
  readonly source: string
  readonly target: string
}

/** `O N`: live and free. One customer's record on each system, by the databases. */
export async function standing(scene: LabScene, id: string): Promise<Standing> {
  const of = async (system: 'source' | 'target'): Promise<string> =>
    (
      (
        await query(
          scene.place,
          system,
          `select bill_status, billing_lock from customers where i_customer = ${id}`,
        )
      )[0] ?? ['-']
    ).join(' ')
  return { source: await of('source'), target: await of('target') }
}

/** xDRs of the customer on its live side, by the databases: none is lost whatever happened. */
export async function xdrsOf(
  scene: LabScene,
  id: string,
  system: 'source' | 'target',
): Promise<string> {
  return (
    (
      await query(
        scene.place,
        system,
        `select count(*), ifnull(sum(charged_amount), 0), count(distinct h323_conf_id) from xdrs where i_customer = ${id}`,
      )
    )[0] ?? []
  ).join(' ')
}

/** Throws with what the product said when it ended otherwise. */
export function endedWith(codes: number | readonly number[], { code, err, out }: Ended): void {
  if ([codes].flat().includes(code)) return
  throw new Error(
    `ended with ${code}, expected ${String(codes)}:\n${err.slice(-2500)}\n${out.slice(0, 500)}`,
  )
}
