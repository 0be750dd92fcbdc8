import { describe, expect, it } from 'vitest'
import { readTracked, trackedPaths } from './source-files.ts'

type Styles = { readonly path: string; readonly text: string }

/** Classes that rules of a file begin with, alone: `.key.critical` narrows a shared class and is none. */
const ownClasses = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/^\.([a-z][\w-]*)(?![\w.-])/gm)].map(([, name]) => name ?? ''))

/** Styles of a view stay loaded when another view is shown: a class that two of them have changes both. */
function shared(files: readonly Styles[]): readonly string[] {
  const owners = new Map<string, string[]>()
  for (const { path, text } of files)
    for (const name of ownClasses(text)) owners.set(name, [...(owners.get(name) ?? []), path])
  // Parts of the page belong to all; a view says what lies below them.
  return [...owners].flatMap(([name, paths]) =>
    paths.length > 1 && name !== 'page-body' ? [`.${name}: ${paths.join(', ')}`] : [],
  )
}

describe('styles of views', () => {
  it('have no class in common', () => {
    const paths = trackedPaths().filter((path) => /^renderer\/views\/.*\.css$/.test(path))
    expect(paths.length).toBeGreaterThan(5)
    expect(shared(readTracked(paths))).toEqual([])
  })

  it('would be found with one', () => {
    expect(
      shared([
        { path: 'a.css', text: '.row-of {\n}\n.key.a {\n}\n' },
        { path: 'b.css', text: '.row-of span {\n}\n.key.b {\n}\n' },
      ]),
    ).toEqual(['.row-of: a.css, b.css'])
  })
})
