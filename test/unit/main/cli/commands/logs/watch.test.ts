import { describe, expect, it } from 'vitest'
import {
  countsByHost,
  createShown,
  intervalOf,
} from '../../../../../../main/cli/commands/logs/watch.ts'
import { HostName } from '../../../../../../shared/domain/ids.ts'
import { finding } from '../../../../../helpers/log-findings.ts'

const host = HostName.parse('src-sip')
const counts = (errors: number) => [
  { host, file: 'a.log', level: 'error', lines: errors },
  { host, file: 'b.log', level: 'warning', lines: 12 },
  { host, file: 'b.log', level: 'info', lines: 900 },
]

describe('watching a batch', () => {
  it('says each group once, and again only when it has grown', () => {
    const said: string[] = []
    const shown = createShown({ say: (text) => void said.push(text) })
    const first = finding('no route to <*>', { weight: 'stop' })
    const grown = { ...first, after: { count: 9, perHour: 2 } }
    shown.groups('1', 'fail', [first, finding('listed only', { weight: 'note' })])
    shown.groups('2', 'fail', [first])
    shown.groups('3', 'fail', [grown])
    expect(said).toEqual([
      '1 STOP new error on sip1: no route to <*> (5)',
      '1 verdict fail',
      `3   ${first.template.id}: now 9, was 5`,
    ])
    expect(shown.seen()).toEqual([{ id: first.template.id, lines: 9 }])
  })

  it('says the counts of the hosts when they have changed', () => {
    const said: string[] = []
    const shown = createShown({ say: (text) => void said.push(text) })
    for (const [at, errors] of [
      ['1', 3],
      ['2', 3],
      ['3', 4],
    ] as const)
      shown.counts(at, counts(errors))
    expect(said).toEqual(['1 src-sip: 3 errors, 12 warnings', '3 src-sip: 4 errors, 12 warnings'])
    expect(countsByHost([])).toBe('')
  })

  it.each([
    ['30s', 30_000],
    ['2m', 120_000],
    ['5', 5000],
  ])('looks every %s', (text, ms) => {
    expect(intervalOf(text)).toBe(ms)
  })

  it.each(['0', '0s', '1h', '-3', ''])('does not look every %j', (text) => {
    expect(() => intervalOf(text)).toThrow('is no time')
  })
})
