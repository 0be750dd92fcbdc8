import { wildcard } from './mask-classes.ts'
import { hasLetter, isSeparatorToken, joinTokens } from './tokens.ts'

export type MergedShape = {
  readonly tokens: readonly string[]
  /** Indexes of the given texts. */
  readonly members: readonly number[]
}

/** This many different words in one place of otherwise equal texts make the place a value. */
export const enoughVariants = 5
/** With fewer fixed words than this, twice as many variants are asked for. */
export const enoughFixed = 3

const rounds = 6
const longestCompared = 1000

type Entry = { tokens: string[]; words: number; members: number[]; gone: boolean }

/**
 * Texts that differ in one place become one, when enough of them do or when the place holds values already; again until
 * nothing changes. Each step looks at all texts of a length at once, so the order of the input makes no difference. Costs
 * about rounds × tokens in all.
 */
export function mergeShapes(shapes: readonly (readonly string[])[]): readonly MergedShape[] {
  let live = distinct(
    shapes.map((tokens, index) => ({
      tokens: [...tokens],
      words: 0,
      members: [index],
      gone: false,
    })),
  )
  for (let round = 0; round < rounds; round += 1) {
    let changed = false
    for (const same of byLength(live).values()) if (mergeEqualLengths(same)) changed = true
    if (absorbCompounds(live)) changed = true
    live = distinct(live.filter((entry) => !entry.gone))
    if (!changed) break
  }
  return live
}

function byLength(entries: readonly Entry[]): Map<number, Entry[]> {
  const groups = new Map<number, Entry[]>()
  for (const entry of entries) push(groups, entry.tokens.length, entry)
  return groups
}

function mergeEqualLengths(entries: readonly Entry[]): boolean {
  const length = entries[0]?.tokens.length ?? 0
  if (entries.length < 2 || length < 2) return false
  const hashes = entries.map((entry) => new TokenHashes(entry.tokens))
  let changed = false
  for (let place = 0; place < length; place += 1) {
    const alike = new Map<number, number[]>()
    for (const [index, entry] of entries.entries())
      if (!entry.gone && !isSeparatorToken(entry.tokens[place] ?? ''))
        push(alike, hashes[index]?.without(place) ?? 0, index)
    for (const group of alike.values()) {
      const first = group[0] ?? 0
      const merged = merge(
        group.map((index) => entries[index]).filter((entry) => entry !== undefined),
        place,
      )
      if (!merged) continue
      changed = true
      hashes[first] = new TokenHashes(entries[first]?.tokens ?? [])
    }
  }
  return changed
}

/**
 * `LOCAL(<*>)` where an otherwise equal text has `<*>`: a value with marks and brackets is still one value. The plain text must
 * be there, so that nothing is guessed.
 */
function absorbCompounds(entries: readonly Entry[]): boolean {
  const plain = new Map<string, Entry>()
  for (const entry of entries) if (!entry.gone) plain.set(joinTokens(entry.tokens), entry)
  let changed = false
  // The longest first: what a text goes into is shorter, and may go on into a still shorter one.
  for (const text of [...plain.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))) {
    const entry = plain.get(text)
    if (entry === undefined) continue
    const into = withPlainValues(text)
      .map((other) => plain.get(other))
      .find((other) => other !== undefined && other !== entry)
    if (into === undefined) continue
    entry.gone = true
    changed = true
    for (const member of entry.members) into.members.push(member)
  }
  return changed
}

// oxlint-disable-next-line no-control-regex -- the wildcard is a control character, so that no log has it
const compound = /(?<=^|[ =])[^ \u0001]*\u0001[^ ]*?(?=[,;:.]?(?: |$))/g

/** The texts in which one word that holds a value is the value alone. */
function withPlainValues(text: string): string[] {
  if (text.length > longestCompared) return []
  return [...text.matchAll(compound)]
    .filter(([word]) => word.length > 1)
    .map(({ 0: word, index }) => text.slice(0, index) + wildcard + text.slice(index + word.length))
}

function merge(group: readonly Entry[], place: number): boolean {
  const [first, ...others] = group
  if (first === undefined || others.length === 0) return false
  const fixed = first.tokens.filter((token, i) => i !== place && hasLetter(token)).length
  if (fixed === 0) return false
  const holdsValues = group.some((entry) => entry.tokens[place]?.includes(wildcard) === true)
  const enough = fixed >= enoughFixed ? enoughVariants : 2 * enoughVariants
  if (!(holdsValues && fixed >= enoughFixed) && group.length < enough) return false
  first.tokens[place] = wildcard
  for (const entry of others) {
    entry.gone = true
    for (const member of entry.members) first.members.push(member)
  }
  return true
}

function distinct(entries: readonly Entry[]): Entry[] {
  const byText = new Map<string, Entry>()
  for (const entry of entries) {
    const text = entry.tokens.join('\u0002')
    const known = byText.get(text)
    if (known === undefined) byText.set(text, entry)
    else for (const member of entry.members) known.members.push(member)
  }
  return [...byText.values()]
}

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [value])
  else group.push(value)
}

/** Hashes of a token list with one place left out, each in constant time: the sum of all, less one. */
class TokenHashes {
  private readonly low: Int32Array
  private readonly high: Int32Array

  constructor(tokens: readonly string[]) {
    const n = tokens.length
    this.low = new Int32Array(n)
    this.high = new Int32Array(n)
    let [sumLow, sumHigh] = [0, 0]
    for (let i = 0; i < n; i += 1) {
      const [low, high] = tokenHash(tokens[i] ?? '', i)
      this.low[i] = low
      this.high[i] = high
      sumLow = (sumLow + low) | 0
      sumHigh = (sumHigh + high) | 0
    }
    for (let i = 0; i < n; i += 1) {
      this.low[i] = (sumLow - (this.low[i] ?? 0)) | 0
      this.high[i] = (sumHigh - (this.high[i] ?? 0)) | 0
    }
  }

  /** Below 2^53. */
  without(place: number): number {
    return ((this.high[place] ?? 0) & 0x1fffff) * 4294967296 + ((this.low[place] ?? 0) >>> 0)
  }
}

/** Two sums of well mixed hashes of (token, place): what is left out is subtracted. */
function tokenHash(token: string, place: number): readonly [number, number] {
  let a = Math.imul(place + 1, 0x9e3779b1)
  let b = Math.imul(place + 1, 0x85ebca6b)
  for (let i = 0; i < token.length; i += 1) {
    const unit = token.charCodeAt(i)
    a = Math.imul(a ^ unit, 2654435761)
    b = Math.imul(b ^ unit, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 15), 2246822507)
  b = Math.imul(b ^ (b >>> 13), 3266489909)
  return [a ^ (a >>> 13), b ^ (b >>> 16)]
}
