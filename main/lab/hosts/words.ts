import { Refusal } from '../refusal.ts'

/**
 * Splits a command line as a POSIX shell does: quotes, backslash, `~/` and `$HOME` at the start of an unquoted word.
 * Everything else that a shell can do (pipes, lists, redirections, expansions) is refused with the shell's exit code 2,
 * so that nothing is done by half.
 */
export function splitWords(line: string, home: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let i = 0
  while (i < line.length) {
    const c = line.charAt(i)
    if (c === ' ' || c === '\t' || c === '\n') {
      if (word !== undefined) words.push(word)
      word = undefined
      i++
    } else if (c === "'") {
      const end = line.indexOf("'", i + 1)
      if (end < 0) throw new Refusal('sh: 1: Syntax error: Unterminated quoted string', 2)
      word = (word ?? '') + line.slice(i + 1, end)
      i = end + 1
    } else if (c === '"') {
      const quoted = doubleQuoted(line, i + 1, home)
      word = (word ?? '') + quoted.text
      i = quoted.next
    } else if (c === '\\') {
      word = (word ?? '') + line.charAt(i + 1)
      i += 2
    } else if (c === '~' && word === undefined && /[/\s]|^$/.test(line.charAt(i + 1))) {
      word = home
      i++
    } else if (line.startsWith('$HOME', i)) {
      word = (word ?? '') + home
      i += 5
    } else if (';|&<>()$`*?['.includes(c)) {
      throw new Refusal(`sh: 1: the lab host does not understand "${c}" here`, 2)
    } else {
      word = (word ?? '') + c
      i++
    }
  }
  if (word !== undefined) words.push(word)
  return words
}

function doubleQuoted(
  line: string,
  from: number,
  home: string,
): { readonly text: string; readonly next: number } {
  let text = ''
  let i = from
  while (i < line.length) {
    const c = line.charAt(i)
    if (c === '"') return { text, next: i + 1 }
    if (c === '\\' && '"\\$`'.includes(line.charAt(i + 1))) {
      text += line.charAt(i + 1)
      i += 2
    } else if (line.startsWith('$HOME', i)) {
      text += home
      i += 5
    } else if (c === '$' || c === '`') {
      throw new Refusal(`sh: 1: the lab host does not understand "${c}" here`, 2)
    } else {
      text += c
      i++
    }
  }
  throw new Refusal('sh: 1: Syntax error: Unterminated quoted string', 2)
}
