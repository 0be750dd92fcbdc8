import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineFinder, lineBits, noLead } from '../../../../../main/data/analysis/find-lines.ts'
import { levelOf } from '../../../../../shared/log-rules/level.ts'
import { suspectWord } from '../../../../../shared/log-rules/suspect.ts'

const finder = new LineFinder()

/** Where the lines end, and what is said of them. */
function entries(bytes: Uint8Array, from = 0, lead = noLead): [at: number, bits: number][] {
  const found: [number, number][] = []
  finder.begin(bytes, from, bytes.length)
  while (finder.next(lead))
    for (let i = finder.first; i < finder.last; i += 1) {
      const entry = finder.list[i] ?? 0
      found.push([finder.endOf(entry), entry])
    }
  return found
}

const ends = (bytes: Uint8Array, from = 0): [number, boolean][] =>
  entries(bytes, from).map(([at, bits]) => [at, (bits & lineBits.candidate) !== 0])

const finds = (text: string): boolean => ends(Buffer.from(`${text}\n`))[0]?.[1] === true

describe('the finder of lines', () => {
  it.each(['DEBUG: x', 'stderr [x', 'all well', 'in warm water', '', 'wa\u00e4rn'])(
    'passes over %j',
    (text) => {
      expect(finds(text)).toBe(false)
    },
  )

  it.each(['err ', 'a bug: x', 'stderror', 'ERR', 'x.log[err]', 'wARn', 'timed out'])(
    'finds %j',
    (text) => {
      expect(finds(text)).toBe(true)
    },
  )

  it('takes short words of trouble at the beginning of a word only', () => {
    const letters = /[a-z]/i
    for (let byte = 0; byte < 256; byte += 1) {
      const [first] = ends(Buffer.from([0x2d, byte, ...Buffer.from('err \n')])).slice(-1)
      expect([byte, first?.[1]]).toEqual([byte, !letters.test(String.fromCharCode(byte))])
    }
  })

  it('finds the end of every line, also over blocks of 64 KiB', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 200 }), fc.nat(40), (lengths, from) => {
        const text = `${'#'.repeat(from)}${lengths.map((n) => `${'x'.repeat(n)}\n`).join('')}`
        const bytes = Buffer.from(text)
        const wanted = [...text.matchAll(/\n/g)].map(({ index }) => [index, false])
        expect(ends(bytes, from)).toEqual(wanted)
      }),
      { numRuns: 50 },
    )
  })

  it('gives a word to the line that it stands in, wherever the blocks end', () => {
    for (const length of [
      0, 1, 14, 15, 16, 65_500, 65_529, 65_530, 65_531, 65_532, 65_533, 65_536,
    ]) {
      const lines = [
        'ok',
        'x'.repeat(length),
        `${'y'.repeat(length)}failed`,
        'a',
        'bug: x',
        'stderr: ',
      ]
      const bytes = Buffer.from(`${lines.join('\n')}\n`)
      expect(ends(bytes).map(([, isCandidate]) => isCandidate)).toEqual([
        false,
        false,
        true,
        false,
        true,
        false,
      ])
    }
  })

  it('says which lines begin as the lead does, but for their digits', () => {
    const beginning = fc.constantFrom('2026-06-14T01:02:', '2026-06-14T01:02', '2026/06/14T01:02:')
    const text = fc.tuple(beginning, fc.stringMatching(/^[a-z0-9 ]{0,40}$/), fc.nat(9))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), fc.boolean(), (parts, isLong) => {
        const lines = parts.map(([begin, rest, digit]) =>
          `${begin}${rest}`.replace('6', `${digit}`),
        )
        // One that ends in another block than it begins.
        if (isLong) lines.splice(lines.length >> 1, 0, `2026-06-14T01:02:${'x'.repeat(70_000)}`)
        const wanted = lines.map(
          (line) =>
            line.length < 70_000 && line.slice(0, 16).replaceAll(/\d/g, '0') === '0000-00-00T00:00',
        )
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
        const found = entries(bytes, 0, Buffer.from('0000-00-00T00:00'))
        expect(found.map(([, bits]) => (bits & lineBits.alike) !== 0)).toEqual(wanted)
      }),
      { numRuns: 200 },
    )
  })

  it('says which lines begin with the sixteen bytes of the line before', () => {
    const line = fc.constantFrom('Jun 14 03:12:45 a', 'Jun 14 03:12:46 a', 'Jun 14 03:12:45', 'x')
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const text = lines.map((one) => `${one}\n`).join('')
        const starts = [...`\n${text}`.matchAll(/\n(?=[^])/g)].map(({ index }) => index)
        const wanted = starts.map((at, i) => {
          const before = starts[i - 1]
          const begin = text.slice(at, at + 16)
          return (
            before !== undefined && begin.length === 16 && begin === text.slice(before, before + 16)
          )
        })
        const bytes = Buffer.from(`${text}${'-'.repeat(16)}\n`)
        const found = entries(bytes).map(([, bits]) => (bits & lineBits.same) !== 0)
        expect(found.slice(0, -1)).toEqual(wanted)
      }),
    )
  })

  it.each([
    ['h app[1]: x', 'h app[1]: y', false],
    ['h app[1]: x', 'i app[1]: x', true],
    ['h app[1]: x', 'h app[2]: x', true],
    ['h app: x', 'h ape: x', true],
    ['h app[1]: x', 'h app: x', true],
    ['a-host-of-16-bytes app: x', 'a-host-of-16-bytes bpp: x', false],
    ['a-host-of-16-byte app: x', 'b-host-of-16-byte app: x', false],
    ['h app: x', 'h last message repeated 2 times', false],
    ['h app: x', '--- last message repeated 2 times', false],
  ])('says whether behind the times of %j and %j are sources that differ', (one, line, wanted) => {
    const bytes = Buffer.from(`Jun 14 03:12:45 ${one}\nJun 14 03:12:46 ${line}\n`)
    const found = entries(bytes, 0, Buffer.from('Jun 00 00:00:00 '))
    expect(found.map(([, bits]) => (bits & lineBits.other) !== 0)).toEqual([false, wanted])
  })

  const levels =
    'ERROR: [error] WARN Warning FATAL SEVERE: CRIT: [crit] EMERG: ALERT: PANIC: BUG: ERR] <ERR> [bug] FAILURE debug INFO'
  const troubles =
    'failed|refused|timed out|core dumped|out of memory|Segfault|segmentation fault|fooException|x.BarError|fatal|panic|ok|7|a=b'
  const words = fc.constantFrom(...levels.split(' '), ...troubles.split('|'))

  it('finds every line that the exact rules call an error, a warning or suspect', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 6 }), (parts) => {
        const text = parts.join(' ')
        const { level } = levelOf(text)
        const counts = level === 'error' || level === 'warning' || suspectWord(text) !== undefined
        expect(!counts || finds(text)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('finds a word wherever it stands', () => {
    const around = fc.stringMatching(/^[ -~]{0,30}$/)
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(finds(`${before} fAiLed${after}`)).toBe(true)
      }),
    )
  })
})
