/** Words and the separators between them, in turn; a masked text is what they make when joined. */

const between = /([\s=:,;()[\]{}<>"'|]+)/
const separator = /^[\s=:,;()[\]{}<>"'|]+$/

/** A text with more words than this is compared by its beginning only. */
export const maxTokens = 400

export function tokensOf(shape: string): readonly string[] {
  const tokens = shape.split(between).filter((token) => token !== '')
  return tokens.length <= maxTokens
    ? tokens
    : [...tokens.slice(0, maxTokens), tokens.slice(maxTokens).join('')]
}

export const joinTokens = (tokens: readonly string[]): string => tokens.join('')

export const isSeparatorToken = (token: string): boolean => separator.test(token)

export const hasLetter = (token: string): boolean => /[A-Za-z\u0080-\uffff]/.test(token)
