import { beforeEach, describe, expect, it } from 'vitest'
import type { FindingRow } from '../../../../shared/domain/analysis/findings.ts'
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
    expect(sentence).toContain('the vendor has not signed; the operator has not signed')
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
