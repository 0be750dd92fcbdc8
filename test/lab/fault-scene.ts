import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { attemptsOf, customersIn, unansweredChecks } from './book.ts'
import { pandaCustomers } from './data.ts'
import { strike } from './faults.ts'
import { labHosts } from './layout.ts'
import { service } from './machine.ts'
import type { LabPlace } from './layout.ts'
import { noLab, withLab } from './scene.ts'
import type { LabScene } from './scene.ts'
import { setUp, statusOf, transferWords } from './product.ts'
import type { Product } from './product.ts'
import type { Ended } from './run.ts'
import { query, whereabouts } from './truth.ts'

/** What the tests of faults share: customers that nobody else uses, moves of one, and the truth about it afterwards. */

/** One customer's record on each system before the move, and after it. */
export const onSource = { source: 'O N' }
export const onTarget = { source: 'E N', target: 'O N' }

type FaultLab = {
  readonly name: string
  readonly octet: number
  /** Called before each procedure of the setup. */
  readonly before?: (place: LabPlace, procedure: string, member?: string) => void
}

/** A file of faults: a lab of its own, set up as far as the first customer, healed after a test that failed, and looked at as a whole in the end. */
export function onHosts(
  what: string,
  { name, octet, before = () => undefined }: FaultLab,
  tests: (scene: () => LabScene) => void,
): void {
  describe.skipIf(noLab !== undefined)(`faults: ${what}`, { timeout: 600_000 }, () => {
    const scene = withLab({ name, octet, xdrs: 20_000 })
    beforeAll(async () => {
      const { product, place } = scene()
      await setUp(product, (procedure, member) => before(place, procedure, member))
    }, 900_000)
    beforeEach(() => answerLogChecks(scene().product))
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') await heal(scene())
    }, 180_000)

    tests(scene)

    it('nobody is lost, on both systems or left locked in the end', async () => {
      const found = await whereabouts(scene().place)
      expect({ ...found, onSource: 0, onTarget: 0 }).toEqual({
        total: pandaCustomers().length,
        onSource: 0,
        onTarget: 0,
        onBoth: [],
        lost: [],
        locked: [],
      })
      expect(found.onSource + found.onTarget).toBe(pandaCustomers().length)
    })
  })
}

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
const taken = new Set<string>()

/**
 * Not touched by a test yet, in an earlier run of the file on the same lab either.
 * @param among Only these. Default: any that is small.
 */
export function freshCustomer({ product }: LabScene, among?: readonly string[]): string {
  const planned = customersIn(product.project, 'planned')
  const id = free.find(
    (c) => planned.has(c) && !taken.has(c) && (among === undefined || among.includes(c)),
  )
  if (id === undefined) throw new Error('no customer of the sample is left for a test')
  taken.add(id)
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

const unfinished = new Set(['running', 'paused', 'armed'])

/** After a test that failed: every fault undone and no run left open, so that the next one tells of itself only. */
export async function heal({ place, product }: LabScene): Promise<void> {
  for (const { name, kind } of labHosts) {
    if (kind === 'client') continue
    for (const cure of ['mend-ssh', 'mend-service', 'free-disk', 'right-clock'] as const)
      await strike(place, cure, name)
    if (kind === 'billing' && (await service(place, name, 'status', 'mariadb')).startsWith('down'))
      await strike(place, 'start-database', name)
    if (kind === 'dsbc') await strike(place, 'thaw-radius', name)
  }
  const { runs } = await statusOf(product)
  if (runs.some(({ state }) => unfinished.has(state))) await product.run('resume', product.project)
}

/** What the faults left in the logs is new, and somebody has to answer for it before the next customers may move. */
export async function answerLogChecks(made: Product): Promise<void> {
  for (const batch of unansweredChecks(made.project))
    await made.run(
      'logs',
      'review',
      made.project,
      '--batch',
      batch,
      '--decision',
      'accept',
      '--why',
      'the faults of this lab, known',
    )
}

/** What was said of the attempts for a customer. */
export const messagesOf = ({ project }: Product, id: string): string[] =>
  attemptsOf(project).flatMap((a) => (a.member === id && a.message !== null ? [a.message] : []))

/** How often its import was begun. */
export const importsOf = ({ project }: Product, id: string): number =>
  attemptsOf(project).filter(
    (a) => a.member === id && a.operation === 'customer-import' && a.phase === 'apply',
  ).length

/** What the operator reads last. */
export const lastLines = ({ err }: Pick<Ended, 'err'>): string =>
  err.trim().split('\n').slice(-4).join(' / ')

/** Undone by the run itself, or taken back by the operator who was told to. */
export async function settledOnSource(scene: LabScene, id: string): Promise<void> {
  const { product } = scene
  if ((await standing(scene, id)).source !== 'O N') {
    const run = (await statusOf(product)).runs.at(-1)
    endedWith(0, await product.run('undo', product.project, run?.id ?? ''))
  }
  expect(await standing(scene, id)).toMatchObject(onSource)
}
