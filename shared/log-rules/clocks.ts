import type { HostClock } from './types.ts'

type Measured = { readonly skewMs: number; readonly uncertaintyMs: number }

/** A clock may be off by so much before it is said: operators read logs by the second. */
const shownMs = 1000

/** "src-db is 90.0 s ahead, ±4 ms". */
export function skewSentence(host: string, { skewMs, uncertaintyMs }: Measured): string {
  const doubt = `±${Math.max(1, Math.ceil(uncertaintyMs))} ms`
  const off = Math.abs(skewMs)
  if (off <= uncertaintyMs) return `the clock of ${host} is ours, ${doubt}`
  const amount = off >= 1000 ? `${(off / 1000).toFixed(1)} s` : `${Math.round(off)} ms`
  return `${host} is ${amount} ${skewMs > 0 ? 'ahead' : 'behind'}, ${doubt}`
}

/** What an operator who reads the logs of these hosts has to know: clocks that are off by more than a second, and those nobody measured. */
export function clockSentences(clocks: readonly HostClock[]): readonly string[] {
  const off = clocks.flatMap(({ host, skewMs, uncertaintyMs = 0 }) =>
    skewMs !== undefined && Math.abs(skewMs) > uncertaintyMs + shownMs
      ? [`${skewSentence(host, { skewMs, uncertaintyMs })}; times here are corrected by it`]
      : [],
  )
  const unknown = clocks.filter(({ skewMs }) => skewMs === undefined).map(({ host }) => host)
  if (unknown.length === 0) return off
  return [...off, `not measured, times as they were written: ${unknown.join(', ')}`]
}
