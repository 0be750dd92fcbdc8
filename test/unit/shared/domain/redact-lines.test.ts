import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mask, redactText } from '../../../../shared/domain/redact.ts'
import { lineRedactor } from '../../../../shared/domain/redact-lines.ts'

const redacted = (lines: readonly string[]): readonly string[] => {
  const redactor = lineRedactor()
  return lines.map((line) => redactor.line(line))
}

describe('lineRedactor', () => {
  it('leaves lines without a secret as they are', () => {
    expect(redacted(['copied 12 of 40 tables', '', '<b>done</b>'])).toEqual([
      'copied 12 of 40 tables',
      '',
      '<b>done</b>',
    ])
  })

  it('masks a private key over all of its lines, and nothing behind it', () => {
    expect(
      redacted([
        'key: -----BEGIN OPENSSH PRIVATE KEY-----',
        'b3BlbnNzaC1rZXktdjEAAAAA',
        'AAAEbm9uZQAAAAAAAAABAAAB',
        '-----END OPENSSH PRIVATE KEY-----',
        'installed',
      ]),
    ).toEqual([`key: -----PRIVATE KEY ${mask}-----`, mask, mask, mask, 'installed'])
  })

  it('masks a value that stands on the line behind its name', () => {
    const [, second, third] = redacted(['db_password:', '  hunter2hunter2', 'port: 3306'])
    expect(second).not.toContain('hunter2')
    expect(third).toBe('port: 3306')
  })

  it('does not mask for ever behind a quotation mark that nobody closes', () => {
    const lines = ['password="', ...Array.from({ length: 2000 }, () => 'x'.repeat(40))]
    expect(redacted(lines).at(-1)).toBe('x'.repeat(40))
  })

  it('answers one line for each line, and says within a line what redactText says', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 60 }).map((text) => text.replaceAll('\n', ' ')),
      fc.constantFrom('token=abc', 'password: "x y" z', 'Authorization: Basic QWxhZGRpbjpvcGVu'),
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const out = redacted(lines)
        expect(out).toHaveLength(lines.length)
        expect(out.every((text) => !text.includes('\n'))).toBe(true)
        if (lines.length === 1) expect(out).toEqual(lines.map(redactText))
      }),
    )
  })
})
