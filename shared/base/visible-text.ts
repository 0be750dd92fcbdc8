/**
 * Text of a host is shown, never obeyed. One rule for what would make a terminal or a reader see something else than what stands there:
 * control characters but tab and line ends, and marks that turn the direction of writing.
 */
const steering = String.raw`(?![\t\n]|\r\n)\p{Cc}|[\u061C\u202A-\u202E\u2066-\u2069]`

const steers = new RegExp(steering, 'gu')
/** And what nobody sees: characters without width, direction marks, the byte order mark. */
const hidden = new RegExp(String.raw`${steering}|[\u200B-\u200F\u2060-\u2064\uFEFF]`, 'gu')

/** Without what steers: for the terminal and for documents, in which names may have joiners of their script. */
export const harmlessText = (text: string): string => text.replaceAll(steers, '\uFFFD')

/** With what steers or hides as signs of its own: for the window, where somebody looks at what a host has really said. */
export const visibleText = (text: string): string =>
  text.replaceAll(hidden, (character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x20) return String.fromCodePoint(0x2400 + code)
    return code === 0x7f ? '\u2421' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
  })
