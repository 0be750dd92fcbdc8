/**
 * The words of a text by which customers are looked up: runs of letters, digits and `_ . + - @`, lower case, without the dots and
 * dashes of the sentence at their ends. One pass; at most the first 8 KiB and 1,000 words.
 */
export function lookupWords(text: string): readonly string[] {
  const end = Math.min(text.length, 8192)
  const words: string[] = []
  let from = -1
  for (let i = 0; i <= end; i++) {
    const inside = i < end && isWordChar(text.charCodeAt(i))
    if (inside && from < 0) from = i
    if (inside || from < 0) continue
    const word = trimmed(text, from, i)
    if (word !== '') words.push(word)
    if (words.length >= 1000) break
    from = -1
  }
  return words
}

function trimmed(text: string, from: number, to: number): string {
  let a = from
  let b = to
  while (a < b && isSentence(text.charCodeAt(a))) a++
  while (b > a && isSentence(text.charCodeAt(b - 1))) b--
  return a === b ? '' : text.slice(a, b).toLowerCase()
}

/** Dash, dot and at-sign end no word. */
const isSentence = (c: number): boolean => c === 45 || c === 46 || c === 64

function isWordChar(c: number): boolean {
  return (
    (c >= 97 && c <= 122) ||
    (c >= 48 && c <= 57) ||
    (c >= 65 && c <= 90) ||
    c === 95 ||
    c === 46 ||
    c === 43 ||
    c === 45 ||
    c === 64 ||
    c > 127
  )
}
