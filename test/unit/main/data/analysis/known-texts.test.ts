import { expect, it } from 'vitest'
import { createScanner } from '../../../../../main/data/analysis/scan.ts'
import { createTally } from '../../../../../main/data/analysis/tally.ts'
import { CustomerId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { createDirectory } from '../../../../../shared/log-rules/directory.ts'

const customer = (id: string, account: string) => ({
  id: CustomerId.parse(id),
  name: `Customer ${id}`,
  accounts: [{ id: account }],
})

it('attributes every line of a text that is known already, not only the first', () => {
  const directory = createDirectory([
    customer('10009', '15550009100'),
    customer('10010', '15550009200'),
  ])
  const tally = createTally({ directory })
  const scanner = createScanner({
    host: 'sip4',
    file: 'sip.log',
    referenceAt: instant(Date.parse('2026-06-15T00:00:00Z')),
    every: true,
    onRecord: (record) => tally.add(record, 'after'),
  })
  const line = (i: number): string =>
    `Jun 14 22:10:${10 + i} sip4 kamailio[5641]: WARNING: registrar: contact of ${i % 2 === 0 ? '15550009100' : '15550009200'} expires in ${i + 10} s`
  scanner.push(Buffer.from(`${Array.from({ length: 40 }, (_, i) => line(i)).join('\n')}\n`))
  scanner.end(true)
  expect(tally.shapes().map((s) => s.after?.customers)).toEqual([
    [
      { customer: '10009', count: 20, unsure: false, by: 'account' },
      { customer: '10010', count: 20, unsure: false, by: 'account' },
    ],
  ])
})
