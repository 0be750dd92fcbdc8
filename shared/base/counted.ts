/** `1 customer`, `20 customers`: a number with its word in a sentence. */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`
