const looked = 4096

/**
 * Text has next to no control characters; of packed bytes they are a tenth, of UTF-16 half. NULs behind each other are a hole, as a crash or
 * a truncated file leaves it.
 */
export function isText(bytes: Uint8Array): boolean {
  let seen = 0
  let controls = 0
  for (const [at, byte] of bytes.entries()) {
    if (byte === 0 && (bytes[at - 1] === 0 || bytes[at + 1] === 0)) continue
    seen += 1
    if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) controls += 1
    if (seen >= looked) break
  }
  return controls <= seen / 20
}
