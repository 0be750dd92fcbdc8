import crypto, { createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { createRequire } from 'node:module'
import type library from 'ssh2'

/** They go with the bytes, which nobody changes: a connection that agrees on new keys makes new ones. */
const keptKeys = new WeakMap<Uint8Array, KeyObject>()

function keptKey(key: unknown): unknown {
  if (!(key instanceof Uint8Array) || key.length === 0) return key
  const known = keptKeys.get(key)
  if (known !== undefined) return known
  const made = createSecretKey(key)
  keptKeys.set(key, made)
  return made
}

type Make = (...args: never[]) => unknown

const withKeptKey =
  (make: Make) =>
  (algorithm: unknown, key: unknown, ...rest: unknown[]): unknown =>
    Reflect.apply(make, crypto, [algorithm, keptKey(key), ...rest])

function load(): typeof library {
  const { createCipheriv, createDecipheriv, createHmac } = crypto
  const real = { createCipheriv, createDecipheriv, createHmac }
  Object.assign(crypto, {
    createCipheriv: withKeptKey(createCipheriv),
    createDecipheriv: withKeptKey(createDecipheriv),
    createHmac: withKeptKey(createHmac),
  })
  try {
    return createRequire(import.meta.url)('ssh2') as typeof library // it has no other form
  } finally {
    Object.assign(crypto, real)
  }
}

/**
 * ssh2 makes a cipher for every packet, always of the same bytes. Node 24 tells by two exceptions that bytes are no key object: 35 µs a packet
 * where a key object takes 5 (20,000 calls of `createCipheriv`, AES-128-GCM, Node 24.21). So the library is loaded with functions
 * that make the key object of some bytes once; nobody else sees them.
 */
export const ssh2 = load()
