import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logOperations } from '../../main/lab/logs/log-operations.ts'
import { worldOperations } from '../../main/lab/world/operations.ts'
import { operations, ProbeAnswer } from '../../shared/domain/operations.ts'
import type { OperationName } from '../../shared/domain/operations.ts'
import { labSpec, operate, startTestLab } from '../helpers/lab.ts'
import type { TestLab } from '../helpers/lab.ts'

/** The lab speaks the contract of shared/domain/operations.ts, which it does not import on its hot path. */

const noLogs = {
  journal: { read: () => ({ data: Buffer.alloc(0), cursorFound: true }), vacuum: () => undefined },
  list: () => [],
  find: () => undefined,
  contents: () => undefined,
  rotate: () => false,
}
const models = { ...worldOperations, ...logOperations(noLogs) }
const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)

it('understands every operation with exactly its arguments', () => {
  const spoken = Object.entries(models).map(([name, model]) => [name, [...model.args]])
  const wanted = Object.entries(operations).map(([name, def]) => [
    name,
    Object.keys(def.args.shape).map(kebab),
  ])
  expect(Object.fromEntries(spoken)).toEqual(Object.fromEntries(wanted))
})

describe('answers', () => {
  let lab: TestLab
  let broken: string[] = []
  const voice = (): string => lab.spec.clusters[0]?.voice ?? ''
  beforeAll(async () => {
    lab = await startTestLab()
  })
  afterAll(() => lab.stop())

  const ask = async (
    host: string,
    name: OperationName,
    args: Record<string, string> = {},
  ): Promise<void> => {
    const probed = ProbeAnswer.safeParse(await operate(lab, host, name, args, 'probe'))
    const answer = operations[name].answer.safeParse(await operate(lab, host, name, args))
    for (const { error } of [probed, answer])
      if (error !== undefined) broken.push(`${name}: ${error.message}`)
  }

  it('fit the schemas, for a whole migration of one customer', async () => {
    const customer = '101'
    broken = []
    for (const host of labSpec.hosts)
      for (const name of [
        'survey',
        'modifications',
        'connections-seen',
        'api-clients',
        'log-list',
      ] as const)
        await ask(host.name, name)
    await ask('src-db', 'billing-survey', { xdrs: 'estimate' })
    await ask('src-db', 'billing-survey', { xdrs: 'exact' })
    for (const host of ['src-db', 'tgt-db']) await ask(host, 'schema')
    const load = { rate: '5', seconds: '1', width: '2' }
    await ask('tgt-db', 'load-test', { work: 'customers', ...load })
    await ask('dsbc-a', 'load-test', { work: 'dispatch', ...load })
    await ask('src-db', 'ids-split', { increment: '2', offset: '1' })
    await ask('src-db', 'db-copy', { to: 'target' })
    await ask('tgt-db', 'db-drop-copy')
    await ask('src-db', 'db-copy', { to: 'tgt-db' })
    await ask('tgt-db', 'ids-split', { increment: '2', offset: '2' })
    for (const host of ['src-db', 'tgt-db'])
      for (const name of ['ids-verify', 'db-verify', 'catalog-fingerprint'] as const)
        await ask(host, name)
    await ask('src-sip-us', 'address-release', { address: voice(), service: 'voice' })
    await ask('dsbc-a', 'address-claim', { address: voice(), service: 'voice' })
    await ask('dsbc-a', 'address-holder', { address: voice() })
    await ask('src-db', 'customer-lock', { customer })
    await ask('src-db', 'customer-export', { customer, xdrs: 'current' })
    await ask('tgt-db', 'customer-import', { customer, xdrs: 'current', conflicts: 'refuse' })
    await ask('dsbc-a', 'dispatch-set', { entry: customer, to: 'target' })
    await ask('dsbc-b', 'dispatch-list', { entry: customer })
    await ask('tgt-db', 'customer-verify', { customer })
    await ask('src-db', 'customer-return', { customer })
    await ask('src-db', 'customer-unlock', { customer })
    await ask('src-db', 'xdr-reconcile', { environment: 'us' })
    await ask('tgt-db', 'mode-set', { mode: 'dual' })
    const file = '/porta_var/src-sip-us/log/sip.log'
    await ask('src-sip-us', 'log-read', { file, offset: '0', limit: '1000' })
    const journal = { source: 'journal', packing: 'best', cursor: '' }
    await ask('src-sip-us', 'log-read', { file: 'all', offset: '0', limit: '1000', ...journal })
    expect(broken).toEqual([])
  })
})
