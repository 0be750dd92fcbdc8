/** Which customers are chosen, by their place in the import; the cursor is a place in the list that is shown. */
export type Selection = {
  readonly chosen: ReadonlySet<number>
  /** Where the keyboard stands, and where a range began; places in the shown list. */
  readonly cursor: number
  readonly anchor: number
}

export const noSelection: Selection = { chosen: new Set(), cursor: 0, anchor: 0 }

export type Step =
  | { readonly kind: 'move'; readonly to: number; readonly extend: boolean }
  | { readonly kind: 'toggle'; readonly at: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }

/** The selection after a key or a click, over the rows that are shown in this order. */
export function selectionAfter(
  { chosen, cursor, anchor }: Selection,
  step: Step,
  shown: Int32Array,
): Selection {
  const inside = (place: number): number => Math.max(0, Math.min(shown.length - 1, place))
  switch (step.kind) {
    case 'move': {
      const to = inside(step.to)
      if (!step.extend) return { chosen, cursor: to, anchor: to }
      const next = new Set(chosen)
      // A range that becomes shorter gives back what it held.
      for (const row of shown.subarray(Math.min(anchor, cursor), Math.max(anchor, cursor) + 1))
        next.delete(row)
      for (const row of shown.subarray(Math.min(anchor, to), Math.max(anchor, to) + 1))
        next.add(row)
      return { chosen: next, cursor: to, anchor }
    }
    case 'toggle': {
      const at = inside(step.at)
      const row = shown[at]
      if (row === undefined) return { chosen, cursor, anchor }
      const next = new Set(chosen)
      if (!next.delete(row)) next.add(row)
      return { chosen: next, cursor: at, anchor: at }
    }
    case 'all':
      return { chosen: new Set(shown), cursor, anchor }
    case 'none':
      return { chosen: new Set(), cursor, anchor: cursor }
    default:
      return step satisfies never
  }
}

/** What a key does in the table; undefined when it is not the table's. */
export function stepOfKey(
  key: { readonly key: string; readonly shift: boolean; readonly mod: boolean },
  cursor: number,
  shown: number,
  page: number,
): Step | undefined {
  const to = {
    ArrowDown: cursor + 1,
    ArrowUp: cursor - 1,
    PageDown: cursor + page,
    PageUp: cursor - page,
    Home: 0,
    End: shown - 1,
  }[key.key]
  if (to !== undefined) return { kind: 'move', to, extend: key.shift }
  if (key.key === ' ') return { kind: 'toggle', at: cursor }
  if (key.key === 'a' && key.mod) return { kind: 'all' }
  if (key.key === 'Escape') return { kind: 'none' }
  return undefined
}
