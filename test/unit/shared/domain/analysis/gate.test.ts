import { describe, expect, it } from 'vitest'
import type { FindingRow } from '../../../../../shared/domain/analysis/findings.ts'
import {
  analysisGate,
  blockersOf,
  unsettledBefore,
} from '../../../../../shared/domain/analysis/gate.ts'
import type { Signature } from '../../../../../shared/domain/analysis/gate.ts'

const row = (id: string, more: Partial<FindingRow> = {}): FindingRow => ({
  id,
  rule: 'direct-database',
  severity: 'blocker',
  subject: id,
  message: `${id} is there.`,
  meaning: '',
  advice: '',
  doer: 'operator',
  before: 'switchover',
  basis: 'b1',
  evidence: [],
  state: 'planned',
  ...more,
})
const signature = (side: Signature['side'], findings: readonly FindingRow[]): Signature => ({
  side,
  by: side === 'vendor' ? 'vera' : 'otto',
  at: 1,
  survey: 's1',
  results: 'h',
  blockers: blockersOf(findings),
})
const both = (findings: readonly FindingRow[]) => [
  signature('vendor', findings),
  signature('operator', findings),
]

describe('the gate to the setup', () => {
  it('opens when every blocker is decided and both sides have signed', () => {
    const findings = [row('a'), row('b', { severity: 'warning', state: 'open' })]
    expect(analysisGate(findings, both(findings), undefined)).toMatchObject({
      open: true,
      sentence: 'the results of the analysis are signed by both sides',
    })
  })

  it('says everything that is missing', () => {
    const findings = [row('a', { state: 'open' })]
    expect(analysisGate(findings, [], undefined).missing).toEqual([
      '1 blocker has no decision: a is there.',
      'PortaOne has not signed',
      'the operator has not signed',
    ])
  })

  it('is not held by what only the transfer waits for', () => {
    const findings = [row('a', { before: 'transfer', state: 'open' })]
    expect(analysisGate(findings, both([]), undefined).open).toBe(true)
  })

  it('closes again over a blocker that came after a signature, and opens for one that went', () => {
    const signed = both([row('a')])
    const later = [row('a'), row('new', { state: 'accepted' })]
    expect(analysisGate(later, signed, undefined)).toMatchObject({
      open: false,
      sentence: expect.stringContaining('since vera signed for PortaOne there is: new is there.'),
    })
    expect(analysisGate([row('a', { state: 'gone' })], signed, undefined).open).toBe(true)
    expect(analysisGate([row('a', { basis: 'b2' })], signed, undefined).open).toBe(false)
  })

  it('counts the last signature of a side', () => {
    const later = [row('a'), row('new')]
    const signed = [...both([row('a')]), ...both(later)]
    expect(analysisGate(later, signed, undefined).open).toBe(true)
  })

  it('has a way through, which says who answers for it', () => {
    const waiver = { by: 'lena', at: 2, reason: 'analysed by hand' }
    expect(analysisGate([], [], waiver)).toMatchObject({
      open: true,
      sentence:
        'the setup goes on without signed results: lena has answered for it (analysed by hand)',
    })
  })
})

describe('what is not settled', () => {
  it('holds what it stands before, and what comes after that', () => {
    const findings = [
      row('plan'),
      row('done', { state: 'done' }),
      row('warned', { severity: 'warning' }),
      row('drift', { rule: 'freeze-drift', before: 'setup', state: 'open' }),
    ]
    const ids = (before: Parameters<typeof unsettledBefore>[1]) =>
      unsettledBefore(findings, before).map(({ id }) => id)
    expect(ids('copy')).toEqual([])
    expect(ids('switchover')).toEqual(['plan'])
    expect(ids('transfer')).toEqual(['plan'])
  })
})
