import { expect, it } from 'vitest'
import { render } from '../../../../../main/data/report/markup.ts'
import { downtimeSection } from '../../../../../main/data/report/sections/downtime.ts'
import { RunId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { labCustomers } from '../../../../helpers/lab.ts'
import { reportFacts } from '../../../../helpers/report-facts.ts'

const lockOuts = (...measured: readonly (number | null | undefined)[]): string =>
  render(
    downtimeSection(
      reportFacts([], {
        downtime: measured.map((measuredMs, i) => ({
          run: RunId.parse('r1'),
          member: `c${i}`,
          service: 'customer',
          scope: `c${i}`,
          budgetMs: 60_000,
          openedAt: instant(0),
          ...(measuredMs === undefined ? {} : { measuredMs }),
        })),
      }),
    ),
  )

it('nobody was locked out for too long only when all of them were measured', () => {
  const promise = 'No customer was locked out for longer than the budget.'
  expect(lockOuts(4000, 5000)).toContain(promise)
  for (const measured of [
    [4000, null],
    [null, null],
    [4000, undefined],
  ])
    expect(lockOuts(...measured)).not.toContain(promise)
  expect(lockOuts(4000, null, undefined)).toContain(
    'No measured lock-out was longer than the budget; of 2 nobody knows it.',
  )
})

it('a moved customer that nobody watched is counted among those of whom nobody knows', () => {
  const none = render(downtimeSection(reportFacts(['checked', 'accepted', 'planned'])))
  expect(none).not.toContain('No customer was moved yet.')
  expect(none).toContain('None of 2 moved customers was watched.')
  const [first] = labCustomers(1)
  const watched = {
    run: RunId.parse('r1'),
    member: first?.id ?? '',
    service: 'customer',
    scope: '',
    budgetMs: 60_000,
    openedAt: instant(0),
    measuredMs: 4000,
  }
  const some = render(
    downtimeSection(reportFacts(['checked', 'accepted'], { downtime: [watched] })),
  )
  expect(some).not.toContain('No customer was locked out')
  expect(some).toContain('of 1 nobody knows it.')
})
