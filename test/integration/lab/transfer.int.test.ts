import { afterEach, beforeEach, expect, it } from 'vitest'
import { operate, startTestLab } from '../../helpers/lab.ts'
import type { TestLab } from '../../helpers/lab.ts'

let lab: TestLab
beforeEach(async () => {
  lab = await startTestLab()
})
afterEach(() => lab.stop())

const ready = async (): Promise<void> => {
  await operate(lab, 'src-db', 'ids-split', { increment: '2', offset: '1' })
  await operate(lab, 'src-db', 'db-copy', { to: 'target' })
  await operate(lab, 'tgt-db', 'ids-split', { increment: '2', offset: '2' })
}

const transfer = async (customer: string): Promise<void> => {
  await operate(lab, 'src-db', 'customer-lock', { customer })
  await operate(lab, 'src-db', 'customer-export', { customer, xdrs: 'current' })
  await operate(lab, 'tgt-db', 'customer-import', {
    customer,
    xdrs: 'current',
    conflicts: 'refuse',
  })
  await operate(lab, 'dsbc-a', 'dispatch-set', { entry: customer, to: 'target' })
  await operate(lab, 'tgt-db', 'customer-unlock', { customer })
  await operate(lab, 'src-db', 'customer-unlock', { customer })
  await operate(lab, 'src-db', 'customer-export', { customer, xdrs: 'older' })
  await operate(lab, 'tgt-db', 'customer-import', {
    customer,
    xdrs: 'older',
    conflicts: 'use-existing',
  })
}

it('moves every customer and is decommissioned, over real SSH', async () => {
  await ready()
  for (const customer of ['101', '102', '103', '104', '105', '106']) await transfer(customer)
  await operate(lab, 'tgt-db', 'customer-lock', { customer: '101' })
  await operate(lab, 'src-db', 'customer-return', { customer: '101' })
  await operate(lab, 'dsbc-a', 'dispatch-set', { entry: '101', to: 'source' })
  await operate(lab, 'src-db', 'customer-unlock', { customer: '101' })
  await operate(lab, 'tgt-db', 'customer-unlock', { customer: '101' })
  expect(lab.truth().customers).toMatchObject({
    onTarget: 5,
    onSource: 1,
    returned: 1,
    locksLeft: 0,
  })
  await transfer('101')
  await operate(lab, 'tgt-db', 'xdr-sync', { environment: 'us' })
  await operate(lab, 'tgt-db', 'xdr-sync', { environment: 'uk' })
  await operate(lab, 'tgt-db', 'mode-set', { mode: 'normal' })
  expect(lab.truth()).toMatchObject({
    customers: {
      total: 6,
      onTarget: 6,
      onSource: 0,
      lost: 0,
      onBoth: 0,
      importedTwice: 0,
      returned: 1,
      locksLeft: 0,
    },
    moves: { exports: 7, imports: 7, returns: 1 },
    environments: [
      { id: 'us', xdrSynced: true },
      { id: 'uk', xdrSynced: true },
    ],
    decommissioned: true,
  })
})
