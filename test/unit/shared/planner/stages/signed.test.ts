import { expect, it } from 'vitest'
import { scheduleStages } from '../../../../../shared/planner/stages/schedule.ts'
import { at, stagesFacts, taskOf } from './stages-world.ts'

it('an analysis that was signed is done at that moment, and not only implied by what came after it', () => {
  const signedAt = at('2027-02-10T15:00Z')
  const facts = stagesFacts({
    settings: { start: '2027-02-01' },
    now: '2027-02-12T10:00Z',
    progress: { analysisOverAt: signedAt },
  })
  const { state, impliedBy, actual } = taskOf(scheduleStages(facts, undefined), 'analysis-complete')
  expect({ state, impliedBy, actual }).toEqual({
    state: 'done',
    impliedBy: undefined,
    actual: { from: signedAt, to: signedAt },
  })
})
