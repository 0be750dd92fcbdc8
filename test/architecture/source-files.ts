import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path/posix'
import { fileURLToPath } from 'node:url'

/** A file of the tree: its path from the root, with slashes, and its text. */
export type SourceFile = { readonly path: string; readonly text: string }

const root = fileURLToPath(new URL('../../', import.meta.url))

const generated = /(^|\/)(node_modules|out|release|coverage|\.[^/]+)$/

/** Every file below a folder, but for what is generated or hidden: for a tree without git. */
export function walk(folder = ''): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (generated.test(path)) return []
    return entry.isDirectory() ? walk(path) : [path]
  })
}

/** Everything git knows or would take, so that a check also sees what is about to be committed. */
export function trackedPaths(): string[] {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const git = spawnSync('git', options, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (git.status !== 0) return walk()
  return [...new Set(git.stdout.split('\0'))].filter(
    (path) => path !== '' && existsSync(root + path),
  )
}

export const readTracked = (paths: readonly string[]): SourceFile[] =>
  paths.map((path) => ({ path, text: readFileSync(root + path, 'utf8') }))

export const isSource = (path: string): boolean =>
  /^(main|preload|renderer|shared|test|resources)\/.*\.(ts|tsx|mts|mjs)$/.test(path)

export const sourceFiles = (): SourceFile[] => readTracked(trackedPaths().filter(isSource))

/** The text without comments; strings stay, and lines keep their numbers. */
export function withoutComments(text: string): string {
  // A string, a template without its holes, or a comment: whichever begins first.
  const token =
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
  return text.replace(token, (found) =>
    found.startsWith('//') || found.startsWith('/*') ? found.replace(/[^\n]/g, ' ') : found,
  )
}

export type Import = {
  /** A path from the root for a relative import, else the package or `node:` name as written. */
  readonly target: string
  readonly typeOnly: boolean
  readonly line: number
}

const statement =
  /(?:^|[;\n}])[ \t]*(import|export)(\s+type\b)?(?:\s+[\w*${}\s,]*?\bfrom)?\s*(['"])([^'"\n]+)\3/g
const call = /\b(?:import|require|require\.resolve)\s*\(\s*(['"])([^'"\n]+)\1/g

/** Imports, re-exports, dynamic imports and requires of a file. */
export function importsOf(file: SourceFile): Import[] {
  const text = withoutComments(file.text)
  const found: Import[] = []
  const add = (index: number, written: string, typeOnly: boolean): void => {
    const target = written.startsWith('.') ? normalize(join(dirname(file.path), written)) : written
    found.push({ target, typeOnly, line: text.slice(0, index).split('\n').length })
  }
  for (const match of text.matchAll(statement))
    add(match.index + match[0].length, match[4] ?? '', match[2] !== undefined)
  for (const match of text.matchAll(call)) add(match.index, match[2] ?? '', false)
  return found
}
