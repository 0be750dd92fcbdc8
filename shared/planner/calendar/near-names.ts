/** The names that somebody most likely meant by `word`, at most three that are equally near; none when nothing is near. */
function nearNames(word: string, names: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase()
  const farthest = Math.max(1, Math.floor(wanted.length / 4))
  const near = names
    .map((name) => ({ name, distance: distanceTo(wanted, name) }))
    .filter(({ distance }) => distance <= farthest)
  const nearest = Math.min(...near.map(({ distance }) => distance))
  return near
    .filter(({ distance }) => distance === nearest)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** ` Did you mean “Europe/London”?`, or nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const near = nearNames(word, names)
  return near.length === 0 ? '' : ` Did you mean ${near.map((name) => `“${name}”`).join(' or ')}?`
}

/** A name whose last part is the word (`London`) is as near as one with a slip in it. */
function distanceTo(wanted: string, name: string): number {
  const lower = name.toLowerCase()
  return lower.endsWith(`/${wanted.replaceAll(' ', '_')}`) ? 1 : editDistance(wanted, lower)
}

/** Letters to insert, drop or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
