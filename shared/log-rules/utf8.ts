/** UTF-8 without the platform's own coders, which `shared` may not use. */

/** Writes a text as UTF-8, at most `into.length` bytes, whole characters only; answers how many bytes. */
export function writeUtf8(text: string, into: Uint8Array): number {
  let n = 0
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) {
      if (n >= into.length) return n
      into[n++] = unit
      continue
    }
    const point = text.codePointAt(i) ?? unit
    if (point > 0xffff) i += 1
    // A lone surrogate has no UTF-8.
    const safe = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point
    const size = safe < 0x800 ? 2 : safe < 0x10000 ? 3 : 4
    if (n + size > into.length) return n
    into[n++] =
      size === 2 ? 0xc0 | (safe >> 6) : size === 3 ? 0xe0 | (safe >> 12) : 0xf0 | (safe >> 18)
    for (let shift = (size - 2) * 6; shift >= 0; shift -= 6)
      into[n++] = 0x80 | ((safe >> shift) & 0x3f)
  }
  return n
}

/** Reads UTF-8; what is none becomes the replacement character, one for each wrong byte. */
export function readUtf8(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to;) {
    const first = bytes[i] ?? 0
    const size =
      first < 0x80
        ? 1
        : first < 0xc2
          ? 0
          : first < 0xe0
            ? 2
            : first < 0xf0
              ? 3
              : first < 0xf5
                ? 4
                : 0
    const point = size === 1 ? first : size === 0 ? -1 : pointAt(bytes, i, size, to)
    text += point < 0 ? '\ufffd' : String.fromCodePoint(point)
    i += point < 0 ? 1 : size
  }
  return text
}

const smallest = [0, 0, 0x80, 0x800, 0x10000] as const

function pointAt(bytes: Uint8Array, from: number, size: number, to: number): number {
  if (from + size > to) return -1
  let point = (bytes[from] ?? 0) & (0xff >> (size + 1))
  for (let i = 1; i < size; i += 1) {
    const byte = bytes[from + i] ?? 0
    if ((byte & 0xc0) !== 0x80) return -1
    point = (point << 6) | (byte & 0x3f)
  }
  const isWrong =
    point < (smallest[size] ?? 0) || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)
  return isWrong ? -1 : point
}
