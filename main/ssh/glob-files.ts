import { existsSync, readdirSync } from 'node:fs'
import { join, parse } from 'node:path'

const wild = /[*?[]/

/**
 * Files that an absolute pattern with `*`, `?` and `[…]` matches, in order of name, hidden ones only where the pattern begins with a dot.
 * Own, because `fs.globSync` is younger than the Node of the Electron that the tests run in.
 */
export function globFiles(pattern: string): readonly string[] {
  const { root } = parse(pattern)
  const parts = pattern.slice(root.length).split(/[\\/]+/)
  return parts
    .reduce<readonly string[]>(
      (folders, part) => folders.flatMap((folder) => matches(folder, part)),
      [root],
    )
    .filter((path) => existsSync(path))
}

function matches(folder: string, part: string): readonly string[] {
  if (!wild.test(part)) return [join(folder, part)]
  const expression = new RegExp(
    `^${part
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')}$`,
  )
  return namesIn(folder)
    .filter((name) => expression.test(name) && (part.startsWith('.') || !name.startsWith('.')))
    .toSorted()
    .map((name) => join(folder, name))
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    // A folder that is not there, or may not be read, holds nothing that could be included: as OpenSSH has it.
    if (error instanceof Error && 'code' in error) return []
    throw error
  }
}
