import { generateKeyPairSync, sign } from 'node:crypto'

/** A self-signed X.509 certificate for loopback, written in DER by hand: enough for TLS in the lab, and no dependency. */

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const n = body.length
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts)
const oid = (...bytes: readonly number[]): Buffer => tlv(0x06, Buffer.from(bytes))
const text = (value: string): Buffer => tlv(0x0c, Buffer.from(value, 'utf8'))
const bits = (value: Buffer): Buffer => tlv(0x03, Buffer.from([0]), value)
const octets = (value: Buffer): Buffer => tlv(0x04, value)
const yes = tlv(0x01, Buffer.from([0xff]))

/** UTCTime, `YYMMDDHHMMSSZ`. */
const time = (at: number): Buffer =>
  tlv(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-T:]/g, '').slice(2, 14)}Z`))

const ecdsaWithSha256 = oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)
const commonName = oid(0x55, 0x04, 0x03)
const basicConstraints = oid(0x55, 0x1d, 0x13)
const subjectAltName = oid(0x55, 0x1d, 0x11)

export type Certificate = { readonly certPem: string; readonly keyPem: string }

/** Valid from a day before `now` (real epoch ms) for ten years, for `localhost`, 127.0.0.1 and ::1; its own authority. */
export function selfSigned(name: string, now: number): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const subject = sequence(tlv(0x31, sequence(commonName, text(name))))
  const names = sequence(
    tlv(0x82, Buffer.from('localhost')),
    tlv(0x87, Buffer.from([127, 0, 0, 1])),
    tlv(0x87, Buffer.from([...Array.from({ length: 15 }, () => 0), 1])),
  )
  const extensions = sequence(
    sequence(basicConstraints, yes, octets(sequence(yes))),
    sequence(subjectAltName, octets(names)),
  )
  const day = 86_400_000
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from([1])),
    sequence(ecdsaWithSha256),
    subject,
    sequence(time(now - day), time(now + 3650 * day)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, extensions),
  )
  const whole = sequence(body, sequence(ecdsaWithSha256), bits(sign('sha256', body, privateKey)))
  const lines = whole
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd()
  return {
    certPem: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
