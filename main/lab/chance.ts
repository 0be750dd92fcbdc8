/** Deterministic chance: the same seed and name always give the same number, in any order of asking. */

/** FNV-1a with a final mix, 32 bits. Not for secrets. */
export function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i)
    h = Math.imul(h, 0x01000193)
  }
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A number in [0, 1) that belongs to a name. */
export const fraction = (seed: string, name: string): number => hash32(`${seed}/${name}`) / 2 ** 32

/** PortaBilling's ids are numbers; one that is not gets a stable number all the same. */
export const numericId = (id: string): number =>
  /^\d{1,15}$/.test(id) ? Number(id) : 1_000_000 + hash32(id)

/** A whole number in [0, below) that belongs to a name. */
export const pick = (seed: string, name: string, below: number): number =>
  Math.floor(fraction(seed, name) * below)

/** Hex text of any length that belongs to a name: ids, fingerprints and lab passwords. */
export function hexOf(seed: string, name: string, digits: number): string {
  let text = ''
  for (let i = 0; text.length < digits; i++)
    text += hash32(`${seed}/${name}/${i}`).toString(16).padStart(8, '0')
  return text.slice(0, digits)
}
