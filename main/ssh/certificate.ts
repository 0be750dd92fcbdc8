import type { CertificateFacts } from '../../shared/domain/preflight.ts'

/** Reads the types of RFC 4251, section 5. Throws RangeError past the end. */
export class WireReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#advance(1))
  }

  uint32(): number {
    return this.#bytes.readUInt32BE(this.#advance(4))
  }

  uint64(): bigint {
    return this.#bytes.readBigUInt64BE(this.#advance(8))
  }

  string(): Buffer {
    const length = this.uint32()
    const from = this.#advance(length)
    return this.#bytes.subarray(from, from + length)
  }

  #advance(length: number): number {
    const from = this.#at
    if (from + length > this.#bytes.length) throw new RangeError('the bytes end too early')
    this.#at += length
    return from
  }
}

/** Fields of the public key between nonce and serial, by type (OpenSSH, PROTOCOL.certkeys). */
const keyFields: Readonly<Record<string, number>> = {
  'ssh-ed25519-cert-v01@openssh.com': 1,
  'ssh-rsa-cert-v01@openssh.com': 2,
  'ssh-dss-cert-v01@openssh.com': 4,
  'ecdsa-sha2-nistp256-cert-v01@openssh.com': 2,
  'ecdsa-sha2-nistp384-cert-v01@openssh.com': 2,
  'ecdsa-sha2-nistp521-cert-v01@openssh.com': 2,
  'sk-ssh-ed25519-cert-v01@openssh.com': 2,
  'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com': 3,
}
const forever = 0xffff_ffff_ffff_ffffn

/** Undefined for a key that is no certificate. The times are seconds since the epoch on the wire. */
export function parseCertificate(blob: Buffer): CertificateFacts | undefined {
  const reader = new WireReader(blob)
  const fields = keyFields[reader.string().toString('latin1')]
  if (fields === undefined) return undefined
  reader.string() // nonce
  for (let i = 0; i < fields; i += 1) reader.string()
  reader.uint64() // serial
  reader.uint32() // user or host
  const name = reader.string().toString('utf8').slice(0, 100)
  reader.string() // principals
  const from = reader.uint64()
  const until = reader.uint64()
  return {
    name,
    ...(from === 0n ? {} : { validFrom: Number(from) * 1000 }),
    ...(until === forever ? {} : { validUntil: Number(until) * 1000 }),
  }
}
