import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CustomerId } from '../../../../shared/domain/ids.ts'
import { createDirectory } from '../../../../shared/log-rules/directory.ts'
import { wordsWithDigits } from '../../../../shared/log-rules/mention-filter.ts'

const directory = createDirectory([
  {
    id: CustomerId.parse('10417'),
    name: 'Bamboo Ltd',
    probeAccount: 'us10417-01',
    accounts: [{ id: '442071838750', sipUser: 'anna', domain: 'bamboo.example' }],
    trunkAddresses: ['198.51.100.9'],
  },
  { id: CustomerId.parse('10420'), name: 'Ivory Bakeries', domains: ['ivory.example'] },
])

const may = (text: string): boolean => {
  const bytes = new TextEncoder().encode(text)
  return directory.mayMention(bytes, 0, bytes.length)
}

describe('the quick no', () => {
  it.each([
    'account 442071838750.',
    '+442071838750 is busy',
    'PJSIP/442071838750-0000002a: x',
    'US10417-07 refused',
    'for sip:anna@bamboo.example;x',
    'no location for carl@ivory.example',
    'from 198.51.100.9:5060',
    "Duplicate entry '5-10420' for key 'i_customer'",
    'WHERE c.i_customer=10420',
    'Bamboo Ltd: locked',
    '-Bamboo Ltd.-',
    'k9f2-77ad@198.51.100.20: 403',
    'Call-ID: abcdef123',
    "h323-conf-id = '5D1C22A0 77E14B09 A1B20C44 9E0F7731'",
    '[C-0000002a] no channel',
    'session 0b0e7f9c-3f6e-4f5c-9d3a-2b1f0a9c8d7e lost',
  ])('is not said of %s', (text) => {
    expect(may(text)).toBe(true)
  })

  it.each([
    '',
    'connection 17 to 10.1.2.3:3306 lost after 3 s - retrying',
    'Sandbox: mach-lookup com.example.agent denied',
    'account 442071838751 of nobody',
    'reverse mapping of bamboo-17-4.sta.example failed',
    'no route to host-187-141-143-180-sta.provider.example',
  ])('is said of %s', (text) => {
    expect(may(text)).toBe(false)
  })

  it('is never said of a text in which something would be found', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom('', ' '), (pieces, glue) => {
        const text = pieces.join(glue)
        const { candidates, ids } = directory.look({ text, more: [], host: 'h' })
        expect([text, may(text) || candidates.length + ids.length === 0]).toEqual([text, true])
      }),
      { numRuns: 5000 },
    )
  })

  it('is the same for the words with digits and the rest of a text, each alone', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom('', ' '), (pieces, glue) => {
        const text = pieces.join(glue)
        const bytes = new TextEncoder().encode(`#${text}#`)
        const { spans, rest } = wordsWithDigits(bytes, 1, bytes.length - 1)
        const parts = [directory.mayMention(rest, 0, rest.length)]
        for (const [from, to] of spans) parts.push(directory.mayMention(bytes, 1 + from, 1 + to))
        expect([text, parts.includes(true)]).toEqual([text, may(text)])
        expect(new TextDecoder().decode(rest)).not.toMatch(/\d/)
      }),
      { numRuns: 5000 },
    )
  })
})

it('leaves the bytes that it is given alone, also when they are a Buffer, whose slices share them', () => {
  const bytes = Buffer.from('contact of 15550009100 expires in 60 s')
  const { spans } = wordsWithDigits(bytes, 0, bytes.length)
  expect(spans).toHaveLength(2)
  expect(bytes.toString()).toBe('contact of 15550009100 expires in 60 s')
})

describe('the quick no for all digits', () => {
  it('is never said where other digits may name somebody', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 6 }),
        fc.nat(9),
        fc.nat(3),
        (pieces, digit, every) => {
          const text = pieces.join(' ')
          const other = text.replaceAll(/\d/g, (old, at: number) =>
            at % 4 === every ? String(digit) : old,
          )
          const bytes = new TextEncoder().encode(other)
          const no = !directory.mayMentionAlike(bytes, 0, bytes.length)
          expect([text, no && may(text)]).toEqual([text, false])
        },
      ),
      { numRuns: 5000 },
    )
  })

  it.each(['at 12:00:01', 'pid 77', 'a1b2'])('is said of %s', (text) => {
    const bytes = new TextEncoder().encode(text)
    expect(directory.mayMentionAlike(bytes, 0, bytes.length)).toBe(false)
  })
})

const piece = fc.constantFrom(
  'account',
  '442071838750',
  'anna@bamboo.example',
  'x@ivory.example',
  '198.51.100.9',
  ':5060',
  'i_customer',
  '=',
  '10420',
  '10417-3',
  'Bamboo',
  'Bamboo-',
  'Ltd',
  'ivory',
  'bakeries',
  'call-id=',
  'ab12cd',
  'abc-def@10.0.0.1',
  'C-0000002a',
  '-',
  '.',
  '@',
  '+',
  ' ',
  '(',
  'us10417-09',
  'h323-conf-id',
  '5D1C22A077E14B09A1B20C449E0F7731',
  '0b0e7f9c-3f6e-4f5c-9d3a-2b1f0a9c8d7e',
  'ci=',
  "'",
  '<',
  'é',
)
