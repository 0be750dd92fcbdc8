import { describe, expect, it } from 'vitest'
import { compareSurveys, knownNow } from '../../../../../shared/domain/analysis/compare-surveys.ts'
import type { Fact, Survey } from '../../../../../shared/domain/analysis/facts.ts'

const fact = (name: string, value: Fact['value'], source = 'survey on a'): Fact => ({
  subject: { kind: 'host', id: 'a' },
  name,
  value,
  unit: null,
  source,
  at: 1,
})
const survey = (id: string, over: Partial<Survey>): Survey => ({
  id,
  startedAt: 1,
  endedAt: 2,
  by: 'anna',
  sources: [{ name: 'survey on a', state: 'read', sentence: '' }],
  facts: [],
  modifications: [],
  connections: [],
  apiClients: [],
  scripts: [],
  schemas: [],
  unread: [],
  ...over,
})

describe('two surveys', () => {
  it('differ in what changed, came and went', () => {
    const difference = compareSurveys(
      survey('s1', {
        facts: [fact('os.name', 'OL 7'), fact('disk.free', 10), fact('mysql.version', '5')],
      }),
      survey('s2', {
        facts: [fact('os.name', 'OL 8'), fact('disk.free', 9), fact('release', 'MR85')],
      }),
    )
    expect(difference.changed).toEqual([
      { subject: 'host a', name: 'disk.free', before: 10, after: 9, moves: true },
      { subject: 'host a', name: 'os.name', before: 'OL 7', after: 'OL 8', moves: false },
    ])
    expect(difference.appeared.map(({ name }) => name)).toEqual(['release'])
    expect(difference.gone.map(({ name }) => name)).toEqual(['mysql.version'])
  })

  it.each([
    [5, 900, true],
    [5, 90_000, false],
  ])('a clock that went from %i to %i ms moves by itself: %s', (before, after, moves) => {
    const { changed } = compareSurveys(
      survey('s1', { facts: [fact('clock.skew', before)] }),
      survey('s2', { facts: [fact('clock.skew', after)] }),
    )
    expect(changed.map((c) => c.moves)).toEqual([moves])
  })

  it('say nothing of a source that only one of them has read', () => {
    const failed = [{ name: 'survey on a', state: 'failed' as const, sentence: 'gone' }]
    const difference = compareSurveys(
      survey('s1', { facts: [fact('os.name', 'OL 7')] }),
      survey('s2', { sources: failed }),
    )
    expect([difference.gone, difference.notComparable]).toEqual([[], ['survey on a']])
  })
})

describe('what is known now', () => {
  it('is what the last survey that read a source said of it', () => {
    const gap = { code: 'bad-input' as const, message: 'half', source: 'report.txt' }
    const known = knownNow([
      survey('s1', { facts: [fact('os.name', 'OL 7')] }),
      survey('s2', {
        sources: [{ name: 'report.txt', state: 'partial', sentence: '' }],
        modifications: [{ host: 'a', kind: 'file', name: '/x', source: 'report.txt line 6' }],
        unread: [gap],
      }),
      survey('s3', {
        sources: [{ name: 'survey on a', state: 'failed', sentence: 'gone' }],
        unread: [{ ...gap, message: 'gone', source: 'survey on a' }],
      }),
      survey('s4', { sources: [{ name: 'other.txt', state: 'read', sentence: '' }] }),
    ])
    expect(known?.facts.map(({ value }) => value)).toEqual(['OL 7'])
    expect(known?.modifications).toHaveLength(1)
    expect(known?.unread).toEqual([gap])
    expect(known?.sources.map(({ name }) => name)).toEqual([
      'survey on a',
      'report.txt',
      'other.txt',
    ])
  })
})
