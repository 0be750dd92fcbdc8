/**
 * Rules 4 and 5 of the levels: words anywhere in the text that speak of trouble make a line *suspect*, never an error. A word
 * does not count where it says that nothing happened, or where it is a name.
 */
const trouble =
  /\b(?:errors?|fatal|exceptions?|[A-Za-z]+(?:Exception|Error)|panic|segfault|segmentation fault|core dumped|out of memory|refused|timed out|fail(?:s|ed|ure|ures)?|critical)\b/gi

/** `0 errors`, `no error`, `without errors`: in front of the word. */
const nothingBefore = /(?:\b(?:no|without|zero|any|0)|\bno (?:more|such)|=\s?0) $/i
/** A single zero only: message-index.ts takes other numbers for equal. `error=0`, `errors: 0`, `failed=0`, `error: none`. */
const nothingAfter = /^\s?(?:count\s?)?[=:]\s?(?:0(?![\dx.])|none\b|no\b|null\b|false\b|""|$)/i
/** `error.log`, `/var/fail/x`, `error_reporting`, `?error=`, `on-error-resume`, `http://host/error`. */
const nameBefore = /[./\\_?&@#-]$/
const nameAfter = /^(?:\.[A-Za-z]{2,4}\b|[/\\_-][A-Za-z]|@)/

/** The first word that makes a text suspect; undefined when there is none. At most 8 KiB are looked at. */
export function suspectWord(text: string): string | undefined {
  const head = text.length > 8192 ? text.slice(0, 8192) : text
  trouble.lastIndex = 0
  for (let found = trouble.exec(head); found !== null; found = trouble.exec(head)) {
    const before = head.slice(Math.max(0, found.index - 16), found.index)
    const end = found.index + found[0].length
    const after = head.slice(end, end + 16)
    const isClass = /[a-z](?:Exception|Error)$/.test(found[0])
    if (nothingBefore.test(before) || nothingAfter.test(after)) continue
    if (!isClass && (nameBefore.test(before) || nameAfter.test(after))) continue
    return found[0]
  }
  return undefined
}
