import { expect, test } from 'vitest'
import { CustomerId, EnvironmentId } from '../../../../shared/domain/ids.ts'
import { JournalEvent } from '../../../../shared/domain/journal.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { xdrMerges } from '../../../../shared/domain/xdr-merges.ts'

const customers = [
  ['1', 'us'],
  ['2', 'uk'],
].map(([id, environment]) => ({
  id: CustomerId.parse(id),
  environment: EnvironmentId.parse(environment),
}))

const merged = (environment: string) => ({ kind: 'xdr.synced', environment, run: 'r1' })
const became = (customer: string, to: string) => ({
  kind: 'customer.state',
  customer,
  from: 'planned',
  to,
})

const outdated = (...list: readonly unknown[]): Record<string, boolean> =>
  Object.fromEntries(
    [
      ...xdrMerges(
        list.map((event, i) => ({ at: instant(i), event: JournalEvent.parse(event) })),
        customers,
      ),
    ].map(([environment, merge]) => [environment, merge.outdated]),
  )

test.each([
  ['no merge, no entry', [became('1', 'transferred')], {}],
  ['a move before it', [became('1', 'transferred'), merged('us')], { us: false }],
  ['a move after it', [merged('us'), became('1', 'transferred')], { us: true }],
  ['a move in another environment', [merged('us'), became('2', 'transferred')], { us: false }],
  ['any other change of state', [merged('us'), became('1', 'checked')], { us: false }],
  [
    'a merge after the move',
    [merged('us'), became('1', 'transferred'), merged('us')],
    { us: false },
  ],
])('%s', (_, events, expected) => {
  expect(outdated(...events)).toEqual(expected)
})
