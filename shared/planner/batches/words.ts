/** `a, b and 7 more`: names for a sentence, never a page of them. */
export function named(items: readonly string[], most = 5): string {
  const shown = items.length > most + 1 ? items.slice(0, most) : items
  const more = items.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}
