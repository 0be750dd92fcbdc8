const grouped = new Intl.NumberFormat('en-US')

/** `1,200`. */
export const formatCount = (value: number): string => grouped.format(value)

/** `230 M`, `3.1 M`, `45,000`: for declared figures that nobody counts one by one. */
export const formatLarge = (value: number): string =>
  value < 1_000_000
    ? formatCount(value)
    : `${(value / 1_000_000).toFixed(value < 10_000_000 ? 1 : 0)} M`

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`
