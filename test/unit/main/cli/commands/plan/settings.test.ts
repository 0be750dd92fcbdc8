import { describe, expect, it } from 'vitest'
import { settingsFrom } from '../../../../../../main/cli/commands/plan/settings.ts'
import { PlanningSettings } from '../../../../../../shared/domain/planning.ts'
import { ProblemError } from '../../../../../../shared/domain/problems.ts'

const current = PlanningSettings.parse({
  coolDownDays: 3,
  pins: [{ customer: '100', batch: 'batch-01' }],
})

function refusal(text: string) {
  try {
    settingsFrom(text, 'planning.yaml', current)
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  return undefined
}

describe('settings from a file', () => {
  it('take the place of those they name; pins and all else stay', () => {
    expect(settingsFrom('pilotDays: 6\n', 'planning.yaml', current)).toEqual({
      ...current,
      pilotDays: 6,
    })
  })

  it('are refused with line and column when a key is misspelt', () => {
    expect(refusal('pilotDays: 6\ncoolDown: 1\n')).toMatchObject({
      code: 'bad-input',
      message: 'unknown key "coolDown"',
      where: { file: 'planning.yaml', line: 2, column: 1 },
    })
  })

  it('are refused with line and column when a value is none', () => {
    const wrong = 'blackouts:\n  - from: 2027-02-30\n    to: 2027-03-01\n    reason: x\n'
    expect(refusal(wrong)).toMatchObject({ where: { line: 2, column: 11 } })
  })
})
