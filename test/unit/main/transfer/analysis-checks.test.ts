import { beforeEach, describe, expect, it } from 'vitest'
import type { FindingRow } from '../../../../shared/domain/analysis/findings.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { analysisGate } from '../../../../shared/domain/analysis/gate.ts'
import { checksWorld } from '../../../helpers/checks-world.ts'
import type { ChecksWorld } from '../../../helpers/checks-world.ts'

let world: ChecksWorld
beforeEach(() => {
  world = checksWorld()
})

const reader: FindingRow = {
  id: 'direct-database 203.0.113.21',
  rule: 'direct-database',
  severity: 'blocker',
  subject: '203.0.113.21',
  message: '203.0.113.21 reads the database directly.',
  meaning: '',
  advice: '',
  doer: 'operator',
  before: 'switchover',
  basis: '203.0.113.21',
  evidence: [],
  state: 'planned',
}
const waiver = { by: 'lena', at: 1, reason: 'analysed by hand' }

describe('analysis-signed', () => {
  it('fails with everything that is missing, and names the way through', async () => {
    const { answer, sentence } = await world.ask('analysis-signed')
    expect(answer).toBe('fail')
    expect(sentence).toContain('PortaOne has not signed; the operator has not signed')
    expect(sentence).toContain('analysis waive')
  })

  it('passes when somebody answers for going on without it, and says who', async () => {
    world.analysis = { findings: [], gate: analysisGate([], [], waiver) }
    expect(await world.ask('analysis-signed')).toMatchObject({
      answer: 'pass',
      sentence: expect.stringContaining('lena has answered for it'),
    })
  })
})

describe('analysis-settled', () => {
  it.each([
    ['copy', 'planned', 'pass'],
    ['switchover', 'planned', 'fail'],
    ['switchover', 'done', 'pass'],
    ['switchover', 'accepted', 'pass'],
    ['switchover', 'gone', 'pass'],
  ] as const)('before the %s, of a reader that is %s: %s', async (before, state, answer) => {
    world.analysis = { ...world.analysis, findings: [{ ...reader, state }] }
    expect((await world.ask('analysis-settled', { before })).answer).toBe(answer)
  })

  it('names what has to be settled', async () => {
    world.analysis = { ...world.analysis, findings: [reader] }
    expect((await world.ask('analysis-settled', { before: 'switchover' })).sentence).toContain(
      '203.0.113.21 reads the database directly. (planned)',
    )
  })

  it('is answered for together with the analysis', async () => {
    world.analysis = { findings: [reader], gate: analysisGate([reader], [], waiver) }
    expect(await world.ask('analysis-settled', { before: 'switchover' })).toMatchObject({
      answer: 'pass',
      sentence: expect.stringContaining('answered for by lena'),
    })
  })
})

describe('survey-kept', () => {
  const survey = {
    id: 's0001-ab',
    facts: 12,
    gaps: 1,
    by: 'anna',
    startedAt: instant(1),
    sources: [],
  }

  it('passes with the survey that was made, its gaps counted', async () => {
    world.survey = ok({ ...survey, endedAt: instant(2) })
    expect(await world.ask('survey-kept')).toMatchObject({
      answer: 'pass',
      sentence:
        'survey s0001-ab: 12 facts, 1 gaps; what follows from it are the findings of the analysis',
    })
  })

  it('is unknown while the survey can go on, and where none could be made', async () => {
    world.survey = ok(survey)
    expect(await world.ask('survey-kept')).toMatchObject({
      answer: 'unknown',
      sentence: 'survey s0001-ab: 12 facts, 1 gaps; it is not over, and goes on where it stopped',
    })
    world.survey = bad(problem('disk-full', 'the disk of the project is full'))
    expect((await world.ask('survey-kept')).sentence).toBe('the disk of the project is full')
  })
})
