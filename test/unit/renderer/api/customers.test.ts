import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { followCustomers } from '../../../../renderer/api/customers.ts'
import { customerStore } from '../../../../renderer/stores/customer-store.ts'
import { showOverview } from '../../../../renderer/stores/project-store.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { customerPage, standingOf } from '../../../helpers/customer-pages.ts'
import { overview } from '../../../helpers/overview.ts'

const page = customerPage([{ id: '1' }])
const answers: Readonly<Record<string, unknown>> = {
  'customer/get-page': page,
  'customer/get-changes': { seq: page.seq, places: Int32Array.of(), standing: standingOf([]) },
}
/** Every call fails while main cannot read the project. */
const main = { away: false }
const invoke = async (channel: string): Promise<unknown> =>
  main.away
    ? { ok: false, problem: problem('data-process', 'It ended.') }
    : { ok: true, value: answers[channel] }

beforeEach(() => {
  vi.stubGlobal('window', { switchyard: { invoke } })
  showOverview(overview(), 0)
})
afterEach(() => {
  showOverview(null, 0)
  vi.unstubAllGlobals()
})

it('shows the customers again as soon as they can be read, though nobody changed meanwhile', async () => {
  await followCustomers()
  main.away = true
  await followCustomers()
  expect(customerStore.getState().problem?.code).toBe('data-process')
  main.away = false
  await followCustomers()
  expect(customerStore.getState()).toMatchObject({ problem: undefined, table: { ids: ['1'] } })
})
