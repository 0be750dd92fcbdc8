import { expect, it } from 'vitest'
import type { ReportFacts } from '../../../../../main/data/report/facts.ts'
import { render } from '../../../../../main/data/report/markup.ts'
import { downtimeSection } from '../../../../../main/data/report/sections/downtime.ts'
import { tilesSection } from '../../../../../main/data/report/sections/overview.ts'
import { RunId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { reportFacts } from '../../../../helpers/report-facts.ts'

it('the report of more measured customers than a call takes arguments is made', () => {
  const run = RunId.parse('r1')
  const at = instant(0)
  const downtime = Array.from({ length: 150_000 }, (_, i): ReportFacts['downtime'][number] => ({
    run,
    member: String(i),
    service: 'customer',
    scope: String(i),
    budgetMs: 60_000,
    openedAt: at,
    closedAt: at,
    measuredMs: i === 7 ? 45_000 : 12_000,
    resolutionMs: 200,
  }))
  const facts = reportFacts([], { downtime })
  expect(render(tilesSection(facts, []))).toContain('longest 45.0 s')
  expect(render(downtimeSection(facts))).toContain('45.0 s')
})
