import type { CustomerFilter } from '../../../shared/ipc/customer-filter.ts'

/** The filter with one part of it set, or without it. */
export function withPart<K extends keyof CustomerFilter>(
  filter: CustomerFilter,
  part: K,
  value: CustomerFilter[K] | undefined,
): CustomerFilter {
  const { [part]: _was, ...rest } = filter
  // A part that is left out is not the same as one that is undefined.
  return value === undefined ? rest : { ...rest, [part]: value }
}

/** A batch that is chosen in the list is no filter of the bar. */
export const isEmptyFilter = ({ batches: _batches, ...rest }: CustomerFilter): boolean =>
  Object.keys(rest).length === 0

/** Single kinds out of the words of a column: `mail, smpp` names two. */
export const handWorkKinds = (words: readonly string[]): readonly string[] =>
  [...new Set(words.flatMap((word) => (word === '' ? [] : word.split(', '))))].toSorted()
