/**
 * Text from a host with its control characters as signs of their own: colours of terminals, carriage returns and marks that turn the
 * direction of writing are seen, and change nothing on the screen. A tab and a newline stay what they are.
 */
export const visibleText = (text: string): string =>
  text.replaceAll(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20) return String.fromCodePoint(0x2400 + code)
    return code === 0x7f ? '\u2421' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
  })

// Control characters but tab and newline; C1; zero width and direction marks; byte order mark.
const hidden =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu
