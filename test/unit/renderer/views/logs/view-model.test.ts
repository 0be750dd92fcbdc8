import { describe, expect, it } from 'vitest'
import { untilWords } from '../../../../../renderer/views/logs/until-words.ts'
import {
  batchChoices,
  endChoices,
  endName,
  choiceWords,
  countsWords,
  filtered,
  firstChoice,
  inOrder,
  noFilter,
  noiseId,
  skewText,
  whatIsNew,
  whomWords,
  whyNoValues,
} from '../../../../../renderer/views/logs/view-model.ts'
import { BatchId, CustomerId } from '../../../../../shared/domain/ids.ts'
import type { GroupLine, LogCheckLine, LogCheckView } from '../../../../../shared/ipc/log-views.ts'
import type { HostLook } from '../../../../../shared/log-rules/looks.ts'
import { tenPm } from '../../../../helpers/overview.ts'
import { lineFigures } from '../../../../helpers/log-findings.ts'

const ids = (...list: string[]) => list.map((id) => CustomerId.parse(id))
const group = (id: string, more: Partial<GroupLine> = {}): GroupLine => ({
  id,
  text: `text of ${id}`,
  verdict: 'unchanged',
  level: 'error',
  suspect: false,
  hosts: ['tgt-db'],
  moved: [],
  others: [],
  unsure: 0,
  before: 3,
  after: 4,
  noise: false,
  ...more,
})
const line = (batch: string, more: Partial<LogCheckLine> = {}): LogCheckLine => ({
  batch: BatchId.parse(batch),
  at: tenPm,
  hash: 'abc',
  verdict: 'pass',
  failing: [],
  settled: true,
  ...more,
})
const check = (groups: readonly GroupLine[], more: Partial<LogCheckView> = {}): LogCheckView => ({
  ...line('pilot'),
  reasons: [],
  customers: [],
  figures: lineFigures,
  gaps: [],
  reviews: [],
  groups,
  ...more,
})

describe('the list of groups', () => {
  it('has new ones first, then shifts, then what went, then what was known; the gravest first in each', () => {
    const groups = [
      group('known', { after: 900 }),
      group('gone', { verdict: 'gone', weight: 'look' }),
      group('shift', { verdict: 'shifted', weight: 'look' }),
      group('new-look', { verdict: 'new', weight: 'look', after: 50 }),
      group('new-stop', { verdict: 'new', weight: 'stop', after: 1 }),
      group('new-note', { verdict: 'new', weight: 'note', after: 99 }),
    ]
    expect(inOrder(groups).map(({ id }) => id)).toEqual([
      'new-stop',
      'new-look',
      'new-note',
      'shift',
      'gone',
      'known',
    ])
  })

  it.each([
    ['text, whatever its case', { text: 'DUPLICATE' }, ['a']],
    ['the name of a known failure', { text: 'import-failed' }, ['a']],
    ['host', { host: 'dsbc1' }, ['b']],
    ['level', { level: 'warning' }, ['b']],
    ['words of trouble only', { level: 'suspect' }, ['c']],
    ['class', { class: 'new' }, ['a']],
    ['customer, moved or not, by the beginning of the id', { customer: '100' }, ['a', 'b']],
    ['what asks for something', { weight: 'asking' }, ['a']],
    ['nothing', {}, ['a', 'b', 'c']],
  ] as const)('is filtered by %s', (_name, change, expected) => {
    const groups = [
      group('a', {
        text: 'duplicate account',
        signature: 'import-failed',
        verdict: 'new',
        weight: 'stop',
        moved: ids('10003'),
      }),
      group('b', { hosts: ['dsbc1', 'dsbc2'], level: 'warning', others: ids('10044') }),
      group('c', { level: 'other', suspect: true }),
    ]
    expect(filtered(groups, { ...noFilter, ...change }).map(({ id }) => id)).toEqual(expected)
  })

  it('says whom a group speaks of: those of the batch apart, and who is a guess', () => {
    expect(whomWords(group('a'))).toBe('nobody named')
    // Whom information names is not kept, so it is not said that it names nobody.
    expect(whomWords(group('a', { level: 'info' }))).toBe('only counted')
    expect(whomWords(group('a', { level: 'info', because: 'code' }))).toBe('nobody named')
    expect(whomWords(group('a', { level: 'info', signature: 'import-done' }))).toBe('nobody named')
    expect(whomWords(group('a', { moved: ids('10003') }))).toBe('10003')
    expect(whyNoValues('lock released')).toBe('Nothing varies in it.')
    expect(whyNoValues('customer <*>: imported')).toContain('not kept')
    expect(whomWords(group('a', { moved: ids('1', '2'), others: ids('3'), unsure: 1 }))).toBe(
      '2 moved, 1 other, 1 unsure',
    )
  })
})

describe('the choice of a batch', () => {
  const batches = ['pilot', 'batch-01'].map((id, ordinal) => ({
    id,
    ordinal,
    pilot: ordinal === 0,
    state: 'planned' as const,
    members: 1,
    accounts: 1,
    counts: {},
    windows: [],
    toMove: [],
  }))

  it('has every batch of the plan, and checks of batches that are no longer planned', () => {
    const choices = batchChoices(batches, [
      line('pilot', { verdict: 'fail', settled: false }),
      line('batch-07', { verdict: 'fail' }),
    ])
    expect(choices.map(choiceWords)).toEqual([
      'Pilot: fail, open',
      'Batch 1: not checked',
      'Batch 7 (no longer planned): fail, answered for',
    ])
  })

  it('of the end of a noise entry are those from its own on, by name, whatever turn they have', () => {
    const split = batches.map((b) => (b.id === 'batch-01' ? { ...b, id: 'batch-07' } : b))
    expect(endChoices(split, 'pilot')).toEqual([
      { value: '0', label: 'Pilot' },
      { value: '1', label: 'Batch 7' },
    ])
    expect(endChoices(split, 'batch-07')).toEqual([{ value: '1', label: 'Batch 7' }])
    expect(endChoices(split, 'batch-99')).toHaveLength(2)
    expect([endName(1, split), endName(9, split)]).toEqual(['Batch 7', 'batch number 9'])
    expect(untilWords('batch 1', split, 'UTC')).toBe('Batch 7')
    expect(untilWords('2026-07-01T02:03:04Z', split, 'America/New_York')).toBe('30 Jun 22:03:04')
  })

  it('begins with a fail that nobody has answered for, else with the last that was checked', () => {
    const later = line('batch-01', { at: (tenPm + 1) as typeof tenPm }) // an instant a moment later
    const open = line('pilot', { verdict: 'fail', settled: false })
    expect(firstChoice(batchChoices(batches, [open, later]))).toBe('pilot')
    expect(firstChoice(batchChoices(batches, [line('pilot'), later]))).toBe('batch-01')
    expect(firstChoice(batchChoices(batches, []))).toBe('pilot')
    expect(firstChoice([])).toBeUndefined()
  })
})

describe('a look while a batch runs', () => {
  it('says once what is new, what grew, and what the verdict became', () => {
    const first = check([group('a', { verdict: 'new', weight: 'look', after: 2 }), group('b')])
    const second = check(
      [
        group('a', { verdict: 'new', weight: 'look', after: 5 }),
        group('b', { after: 90 }),
        group('c', { verdict: 'new', weight: 'stop', moved: ids('10003'), after: 1 }),
      ],
      { verdict: 'fail' },
    )
    expect(whatIsNew(undefined, first)).toEqual([
      'new error on tgt-db, nobody named: text of a',
      'verdict pass',
    ])
    expect(whatIsNew(first, second)).toEqual([
      'new error on tgt-db, 10003: text of c',
      '3 more (5): text of a',
      'verdict fail',
    ])
    expect(whatIsNew(second, second)).toEqual([])
  })

  it('counts what came, and says on which hosts errors did', () => {
    const host = (name: string, lines: number, errors: number): HostLook => ({
      host: name,
      lines,
      errors,
      warnings: 0,
      bytes: 0,
      lost: 0,
    })
    const before = [host('a', 10, 0), host('b', 5, 1)]
    expect(countsWords(undefined, before)).toEqual([])
    expect(countsWords(before, before)).toEqual([])
    expect(countsWords(before, [host('a', 30, 2), host('b', 6, 1)])).toEqual([
      '21 more lines, 2 errors, 0 warnings, errors on a',
    ])
  })
})

describe('words', () => {
  it('of a template become the name of an entry that the ledger takes', () => {
    expect(noiseId('ERROR: <*>@<*>: 403 Forbidden after auth reject')).toBe(
      'error-403-forbidden-after-auth',
    )
    expect(noiseId('<*>')).toBe('')
  })

  it('of a clock have a sign and a unit', () => {
    expect([0, 350, -1250, 90_000].map(skewText)).toEqual(['0 ms', '+350 ms', '−1.3 s', '+90.0 s'])
  })
})
