import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { selfSigned } from '../../../../main/lab/certificate.ts'

const now = Date.UTC(2026, 4, 1, 12)

it('is its own authority for loopback, from yesterday for ten years', () => {
  const cert = new X509Certificate(selfSigned('Test lab', now).certPem)
  expect({
    ca: cert.ca,
    signedByItself: cert.verify(cert.publicKey),
    subject: cert.subject,
    address: cert.checkIP('127.0.0.1'),
    name: cert.checkHost('localhost'),
    from: Date.parse(cert.validFrom),
    to: Date.parse(cert.validTo),
  }).toEqual({
    ca: true,
    signedByItself: true,
    subject: 'CN=Test lab',
    address: '127.0.0.1',
    name: 'localhost',
    from: now - 86_400_000,
    to: now + 3650 * 86_400_000,
  })
})
