/** `a, b, c and 7 more`: names for a sentence, never a page of them. */
export const someOf = (names: readonly string[], most = 5): string =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
