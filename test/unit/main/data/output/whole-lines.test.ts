import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wholeLines } from '../../../../../main/data/output/whole-lines.ts'
import { mask } from '../../../../../shared/domain/redact.ts'

/** What comes out for these bytes, cut at these places. */
function keep(bytes: Buffer, cuts: readonly number[]): string {
  const lines = wholeLines()
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
  let text = ''
  for (const [i, from] of places.entries())
    text += lines.add(bytes.subarray(from, places[i + 1] ?? bytes.length))
  return text + lines.end()
}

const secret = 'S3cr3tS3cr3t'
const withSecret = fc.constantFrom(
  `mysql -u root -p${secret} porta-billing`,
  `{"login":"x","password":"${secret}"}`,
  `Authorization: Bearer ${secret}`,
  `https://user:${secret}@host/`,
  `db_password:\n  ${secret}`,
  `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n${secret}\n-----END RSA PRIVATE KEY-----`,
  `--api-key ${secret} --go`,
  `IDENTIFIED BY '${secret}'`,
)
const plain = fc.constantFrom('copied 12 tables', '', 'größe ☎ 4711', '<b>x</b>\u001b[31m')
const text = fc
  .array(fc.oneof(plain, withSecret), { maxLength: 12 })
  .map((lines) => lines.join('\n'))

describe('wholeLines', () => {
  it('says the same however the bytes were cut on their way, and never a secret', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(400), { maxLength: 20 }), (given, places) => {
        const bytes = Buffer.from(given)
        const cuts = places.filter((place) => place <= bytes.length)
        const kept = keep(bytes, cuts)
        expect(kept).toBe(keep(bytes, []))
        expect(kept).not.toContain(secret)
      }),
      { numRuns: 400 },
    )
  })

  it('keeps what is no secret, line by line, also without a last line end', () => {
    expect(keep(Buffer.from('a\n\nbß\nc'), [1, 4])).toBe('a\n\nbß\nc\n')
    expect(keep(Buffer.from(''), [])).toBe('')
  })

  it('breaks a line that is too long without losing a character of it', () => {
    const long = 'wörd '.repeat(200_000)
    const kept = keep(Buffer.from(long), [300_000, 300_001])
    expect(kept.replaceAll('\n', '')).toBe(long)
    expect(Math.max(...kept.split('\n').map((line) => line.length))).toBeLessThan(256 * 1024)
  })

  it('never breaks a long line inside of a secret', () => {
    for (let shift = 0; shift < 60; shift += 7) {
      const line = `${'x'.repeat(253_900 + shift)} password="${'ab '.repeat(30)}${secret}" end ${'y '.repeat(30_000)}`
      const kept = keep(Buffer.from(line), [])
      expect(kept).not.toContain(secret)
      expect(kept).toContain('end y y')
    }
  })

  it('masks a secret that is longer than a line may be, up to its end', () => {
    const kept = keep(Buffer.from(`password=${secret.repeat(50_000)}\nafter`), [12])
    expect(kept).toBe(`${mask}\nafter\n`)
  })
})
