/** Small words of sentences about groups. */

export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

export const list = (items: readonly string[], most = 5): string =>
  items.length <= most
    ? items.join(', ')
    : `${items.slice(0, most).join(', ')} and ${items.length - most} more`
