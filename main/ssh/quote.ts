import { invariant } from '../../shared/base/assert.ts'

/** One word for a POSIX shell, whatever bytes it holds. A NUL cannot be in an argument: that is a bug of the caller. */
export function quoteWord(word: string): string {
  invariant(!word.includes('\0'), 'a command argument holds a NUL byte')
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** The only place where a shell line is put together from arguments. */
export function shellLine(argv: readonly string[]): string {
  invariant(argv.length > 0, 'a command has at least one word')
  return argv.map(quoteWord).join(' ')
}
