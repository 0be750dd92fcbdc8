import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LedgerNote } from '../../../../shared/domain/log-events.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { applyLedger, parseLedger } from '../../../../shared/log-rules/ledger.ts'
import type { LedgerEntry } from '../../../../shared/log-rules/ledger.ts'
import { finding, known } from '../../../helpers/log-findings.ts'

const entry = (rest: Partial<LedgerEntry>): LedgerEntry => ({
  id: 'noise',
  phrase: 'no gateway left',
  owner: 'j.doe',
  reason: 'scanners from outside',
  until: { batch: 4 },
  ...rest,
})

const at = (batch?: number) => ({ at: instant(1000), ...(batch === undefined ? {} : { batch }) })
const group = finding('no gateway left in set <*>')
const stop = finding('reject user_denied', { signature: known('user-denied') })
const stops = new Set(['user-denied'])

describe('an entry of the ledger', () => {
  it('hides what it names and counts it', () => {
    const { findings, uses } = applyLedger([group], [entry({})], at(4), stops)
    expect(findings[0]?.ledger).toEqual({
      owner: 'j.doe',
      reason: 'scanners from outside',
      until: 'batch 4',
    })
    expect(uses).toEqual([
      { entry: 'noise', state: 'working', lines: 5, groups: [group.template.id] },
    ])
  })

  it.each([
    ['after its batch', entry({}), at(5)],
    ['when nobody knows the batch', entry({}), at()],
    ['from its instant on', entry({ until: { at: instant(1000) } }), at(1)],
  ])('hides nothing %s, and says what it had hidden', (_, ended, moment) => {
    const { findings, uses } = applyLedger([group], [ended], moment, stops)
    expect(findings[0]).toEqual(group)
    expect(uses).toEqual([
      { entry: 'noise', state: 'expired', lines: 5, groups: [group.template.id] },
    ])
  })

  it('that has ended does not stand in the way of one that works', () => {
    const entries = [entry({ id: 'aa', until: { batch: 1 } }), entry({ id: 'bb' })]
    const { findings, uses } = applyLedger([group], entries, at(2), stops)
    expect(findings[0]?.ledger?.until).toBe('batch 4')
    expect(uses.map((u) => [u.entry, u.state, u.lines])).toEqual([
      ['aa', 'expired', 0],
      ['bb', 'working', 5],
    ])
  })

  it.each([
    ['by phrase', entry({ phrase: 'reject user_denied' })],
    ['by group', entry({ phrase: undefined, group: stop.template.id })],
  ])('never silences a stop signature %s', (_, broad) => {
    expect(applyLedger([stop], [broad], at(1), stops).findings[0]?.ledger).toBeUndefined()
  })

  it('silences a stop signature that it names', () => {
    const named = entry({ phrase: undefined, signature: 'user-denied' })
    expect(applyLedger([stop], [named], at(1), stops).findings[0]?.ledger?.owner).toBe('j.doe')
  })

  it('hides only what fits all that it names', () => {
    const both = entry({ group: 'another' })
    expect(applyLedger([group], [both], at(1), stops).findings[0]?.ledger).toBeUndefined()
  })

  it('acts the same wherever it stands in the list', () => {
    const entries = [
      entry({ id: 'aa', owner: 'a.a' }),
      entry({ id: 'bb' }),
      entry({ id: 'cc', phrase: 'nothing here' }),
    ]
    const wanted = applyLedger([group, stop], entries, at(1), stops)
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: 3 }), (shuffled) => {
        expect(applyLedger([group, stop], shuffled, at(1), stops)).toEqual(wanted)
      }),
    )
  })
})

describe('a ledger file', () => {
  const file = (rest: string): string =>
    `ledger:\n  - id: noise\n    owner: j.doe\n    reason: scanners from outside\n${rest}`

  it('is read', () => {
    expect(
      parseLedger(file('    phrase: no gateway\n    until: { batch: 4 }\n'), 'l.yaml'),
    ).toMatchObject({
      ok: true,
      value: [{ id: 'noise', until: { batch: 4 } }],
    })
  })

  it('may end with the pilot, whose number is 0', () => {
    const read = parseLedger(file('    phrase: no gateway\n    until: { batch: 0 }\n'), 'l.yaml')
    expect(read).toMatchObject({ ok: true, value: [{ until: { batch: 0 } }] })
    expect(LedgerNote.safeParse(read.ok && read.value[0]).success).toBe(true)
  })

  it.each([
    ['without an end', '    phrase: no gateway\n', 'until'],
    ['without anything named', '    until: { batch: 4 }\n', 'name a group'],
    ['with two ends', '    phrase: no gateway\n    until: { batch: 4, at: 5 }\n', 'until'],
  ])('%s is refused', (_, rest, words) => {
    const answer = parseLedger(file(rest), 'l.yaml')
    expect(answer.ok).toBe(false)
    expect(JSON.stringify(answer)).toContain(words)
  })
})
