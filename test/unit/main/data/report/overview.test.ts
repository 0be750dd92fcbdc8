import { expect, it } from 'vitest'
import { render } from '../../../../../main/data/report/markup.ts'
import { tilesSection } from '../../../../../main/data/report/sections/overview.ts'
import { PlanningSettings } from '../../../../../shared/domain/planning.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { labSpec } from '../../../../helpers/lab.ts'
import { reportFacts } from '../../../../helpers/report-facts.ts'

it('the off-peak windows are those of the plan, where it has others than the project was imported with', () => {
  const facts = reportFacts([])
  const offPeak = [{ days: ['mon', 'sun'], window: '02:30-04:30' }, { window: '23:00-00:00' }]
  const settings = PlanningSettings.parse({ calendars: { us: { offPeak } } })
  const page = render(
    tilesSection(
      {
        ...facts,
        plan: {
          stored: {
            version: 2,
            by: 'maria',
            reason: 'measured',
            edit: { kind: 'replan' },
            settings,
            schedule: [],
            findings: [],
            at: instant(0),
          },
          planned: new Map(),
          today: { problem: { code: 'bad-input', message: 'x' } },
        },
      },
      [],
    ),
  )
  const zone = labSpec.environments.find((e) => e.id === 'us')?.zone ?? ''
  expect(page).toContain(`02:30-04:30 on mon, sun; 23:00-00:00 ${zone}`)
  expect(render(tilesSection(facts, []))).toContain(
    `${labSpec.environments[0]?.offPeak} ${labSpec.environments[0]?.zone}`,
  )
})
