import { expect, it } from 'vitest'
import { redactedBytes } from '../../../../../main/data/analysis/keep-redacted.ts'

const redacted = (text: string): string => redactedBytes(Buffer.from(text)).toString()

it('keeps the ends of lines, also behind a quote that nobody closes', () => {
  expect(redacted('login failed: password="hunter2\n')).toBe('login failed: password=***\n')
  expect(redacted('password="hunter2\nERROR: no rate plan')).toBe(
    'password=***\nERROR: no rate plan',
  )
})

it('takes every line of a key, and no line behind it', () => {
  expect(
    redacted(
      'x\n-----BEGIN RSA PRIVATE KEY-----\nMIIEcut\nMIIE\n-----END RSA PRIVATE KEY-----\nmore\nERROR: y',
    ),
  ).toBe('x\n-----PRIVATE KEY ***-----\n***\n***\n***\nmore\nERROR: y')
  expect(redacted('-----BEGIN RSA PRIVATE KEY-----\nMIIEcut\nERROR: no rate plan')).toBe(
    '-----PRIVATE KEY ***-----\n***\nERROR: no rate plan',
  )
})
