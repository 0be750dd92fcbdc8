import { expect } from 'vitest'
import { eventsOf } from './book.ts'
import { pandaCustomers } from './data.ts'
import type { LabScene } from './scene.ts'
import { product, transferWords } from './product.ts'
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

export const served = {
  bySource: { source: 'O N', target: expect.stringMatching(/^[^O]|O C/) },
  byTarget: { source: 'E N', target: 'O N' },
} as const

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

/** Every sentence that the book kept of this customer's last moves: what the operator is told. */
export function told(made: Product, id: string): string {
  return eventsOf(made.project)
    .map(({ event }) => JSON.stringify(event))
    .filter(
      (text) =>
        text.includes(`"${id}"`) ||
        text.includes('"attempt.ended"') ||
        text.includes('"check.answered"'),
    )
    .join('\n')
}

/** A copy of the tool of its own, as a second operator has it: another project file of the same systems. */
export const secondOperator = (scene: LabScene): Product => product(scene.place, 'second')
