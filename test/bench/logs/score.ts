/** Scores of groupings against labels, as the published comparisons define them. */

export type GroupingScore = {
  /** Share of lines whose group is, as a set of lines, exactly one labelled group. */
  readonly ga: number
  /** Harmonic mean of the shares of predicted and of labelled groups that are exactly one of the other kind. */
  readonly fga: number
}

const tally = (keys: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const harmonic = (a: number, b: number): number => (a + b > 0 ? (2 * a * b) / (a + b) : 0)

/** Rows with an empty label are left out. */
export function scoreGrouping(labels: readonly string[], groups: readonly string[]): GroupingScore {
  const rows = labels
    .map((label, i) => ({ label, group: groups[i] ?? '' }))
    .filter(({ label }) => label !== '')
  const byLabel = tally(rows.map(({ label }) => label))
  const byGroup = tally(rows.map(({ group }) => group))
  const byBoth = tally(rows.map(({ label, group }) => JSON.stringify([label, group])))
  let [lines, equal] = [0, 0]
  const seen = new Set<string>()
  for (const { label, group } of rows) {
    const both = JSON.stringify([label, group])
    if (seen.has(both)) continue
    seen.add(both)
    const count = byBoth.get(both) ?? 0
    // The same set of lines exactly when both have as many lines as they share.
    if (count !== byLabel.get(label) || count !== byGroup.get(group)) continue
    equal += 1
    lines += count
  }
  return { ga: lines / rows.length, fga: harmonic(equal / byGroup.size, equal / byLabel.size) }
}

export type NewScore = {
  /** Share of groups called new that hold only new events. */
  readonly precision: number
  /** Share of new events with a line in a group called new. */
  readonly recall: number
}

/** `groups` of all rows; those after `split` are the batch. A group is called new when the baseline has none of it. */
export function scoreNew(
  labels: readonly string[],
  groups: readonly string[],
  split: number,
): NewScore {
  const known = new Set(labels.slice(0, split))
  const knownGroups = new Set(groups.slice(0, split))
  const batch = labels.slice(split).map((label, i) => ({ label, group: groups[split + i] ?? '' }))
  const newEvents = new Set(batch.map(({ label }) => label).filter((label) => !known.has(label)))
  const called = new Map<string, Set<string>>()
  for (const { label, group } of batch) {
    if (knownGroups.has(group)) continue
    called.set(group, (called.get(group) ?? new Set()).add(label))
  }
  const right = [...called.values()].filter((events) => [...events].every((e) => newEvents.has(e)))
  const found = new Set([...called.values()].flatMap((events) => [...events]))
  const hits = [...newEvents].filter((event) => found.has(event)).length
  return {
    precision: called.size === 0 ? 1 : right.length / called.size,
    recall: newEvents.size === 0 ? 1 : hits / newEvents.size,
  }
}
