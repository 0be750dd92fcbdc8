import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskText } from '../../../../shared/log-rules/mask.ts'
import { matchesPhrase, phraseFault } from '../../../../shared/log-rules/phrase.ts'
import { parseSignatures } from '../../../../shared/log-rules/signature-file.ts'
import {
  joinSignatures,
  shapesShowing,
  signatureOf,
  textsOf,
} from '../../../../shared/log-rules/signatures.ts'
import type { Signature } from '../../../../shared/log-rules/signatures.ts'
import { side } from '../../../helpers/log-shapes.ts'

const file = new URL('../../../../resources/log-rules/signatures.yaml', import.meta.url)
const parsed = parseSignatures(readFileSync(file, 'utf8'), 'signatures.yaml')
const shipped = parsed.ok ? parsed.value : []

describe('the shipped signatures', () => {
  it('can be read', () => {
    expect(parsed).toMatchObject({ ok: true })
    expect(shipped.length).toBeGreaterThan(15)
  })

  it.each([
    ['h323-ivr-in = ErrorExplanation:invalid_account', 'invalid-account'],
    ['Reply-Message = x h323-return-code = 1 h323-ivr-in = y', 'invalid-account'],
    ['Reply-Message = x h323-return-code = 11', 'no-money'],
    ['ErrorExplanation:cld_blocked', 'called-number-blocked'],
    ['reject: user_denied', 'user-denied'],
    ['reject: account_expired for x', 'account-expired'],
    ['cld_unassigned 1001', 'cld-unassigned'],
    ['cld_tmp_unavail', 'cld-unavailable'],
    ['{"faultcode":"Server.Session.auth_failed"}', 'api-login-refused'],
    ["Duplicate entry '5' for key 'PRIMARY'", 'duplicate-key'],
    ["Table 'porta.X' doesn't exist", 'schema-differs'],
    ['ERROR: lookup timeout for 442071838751, fallback=source', 'dispatch-timeout'],
    ['customer 10420: import failed: duplicate account id 4420', 'import-failed'],
    ['login correct', undefined],
    ['user_denied_list reloaded', undefined],
  ])('know %s', (text, wanted) => {
    expect(signatureOf(shipped, [text])?.id).toBe(wanted)
  })
})

describe('a signature', () => {
  it('is found by a value that masking took out of the text', () => {
    const shape = {
      shape: 'Reply-Message = Failed h323-return-code = \u0001 after \u0001 ms',
      level: 'warning' as const,
      suspect: false,
      after: side(3, {
        values: [
          { seen: { '1': 1, '11': 2 }, more: 0 },
          { seen: { '5': 3 }, more: 0 },
        ],
      }),
    }
    expect(signatureOf(shipped, textsOf(shape))?.id).toBe('invalid-account')
  })

  it('of a project replaces the shipped one with its id', () => {
    const own = shipped
      .filter((s) => s.id === 'no-money')
      .map((s) => ({ ...s, severity: 'note' as const }))
    const joined = joinSignatures(own, shipped)
    expect(joined).toHaveLength(shipped.length)
    expect(joined.find((s) => s.id === 'no-money')?.severity).toBe('note')
  })

  it.each([
    ['an unknown key', '    sevrity: stop\n', 'sevrity'],
    ['a regular expression', '    match: ["failed \\\\d+ times"]\n', 'regular expression'],
    ['a phrase of signs only', '    match: ["* a"]\n', 'three characters'],
    ['a bad mark', '    mark: X1\n', 'write I, R or S'],
  ])('with %s is refused with file and line', (_, line, words) => {
    const key = line.trim().split(':')[0] ?? ''
    const base = [
      'signatures:',
      '  - id: mine',
      '    match: ["some words"]',
      '    severity: look',
      '    meaning: something is not as it should be',
      '    advice: look at it with your own eyes',
      '    source: our lab',
      '    mark: I',
    ].filter((l) => !l.trim().startsWith(`${key}:`))
    const answer = parseSignatures(`${base.join('\n')}\n${line}`, 'mine.yaml')
    expect(answer).toMatchObject({
      ok: false,
      problem: { where: { file: 'mine.yaml', line: expect.any(Number) } },
    })
    expect(JSON.stringify(answer)).toContain(words)
  })

  it('may not have the id of another', () => {
    const entry = shipped[0]
    const yaml = JSON.stringify({ signatures: [entry, entry] })
    expect(JSON.stringify(parseSignatures(yaml, 'x.yaml'))).toContain('is used twice')
  })
})

describe('a phrase', () => {
  it.each([
    ['h323-return-code = 1', 'x h323-return-code = 1', true],
    ['h323-return-code = 1', 'x h323-return-code = 11', false],
    ["table * doesn't exist", "table 'a.b' doesn't exist", true],
    ['exist * table', "table 'a.b' doesn't exist", false],
    ['fail', 'failed', false],
    ['* fail *', 'it did fail then', true],
  ])('%s in %s: %s', (phrase, text, wanted) => {
    expect(matchesPhrase(text, phrase)).toBe(wanted)
  })

  it('of the words of a text in their order is in it', () => {
    const word = fc.stringMatching(/^[a-z]{3,8}$/)
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.array(fc.boolean()),
        (words, keep) => {
          const kept = words.filter((_, i) => keep[i] === true)
          fc.pre(kept.length > 0)
          expect(matchesPhrase(words.join(' '), kept.join('*'))).toBe(true)
        },
      ),
    )
  })

  it('with many stars or a line break is refused', () => {
    expect(phraseFault('a*b*c*d*e*f*g*h*i*j')).toContain('eight')
    expect(phraseFault('some\nwords')).toContain('line breaks')
    expect(phraseFault('plain words')).toBeUndefined()
  })
})

describe('texts that may show a known failure', () => {
  const known: Signature = {
    id: 'x',
    match: [
      'import failed',
      'answer 17 of *',
      'Server.Session.auth_failed',
      'h323-return-code = 9',
    ],
    unless: [],
    severity: 'stop',
    meaning: 'what it means',
    advice: 'what to do',
    source: 'here',
    mark: 'I',
  }
  const shows = shapesShowing([known])

  it.each([
    ['import failed for customer 10002', true],
    ['answer 5 of billing', true],
    ['call 17 set up by account 10002', false],
    // A phrase of which a mask leaves nothing would be in every text.
    ['state = 9 of Server.Session.other_thing', false],
  ])('%j: %j', (text, expected) => {
    expect(shows(maskText(text))).toBe(expected)
  })

  it('are none where the failure is only noted', () => {
    expect(shapesShowing([{ ...known, severity: 'note' }])('import failed')).toBe(false)
  })
})
