/** One measured number. `ratio` is ours / peer's in the same run; all three are null where there is no peer. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly peer: string | null
  readonly peerValue: number | null
  readonly ratio: number | null
}

/** Without a value of the peer there is no peer. */
export const figureOf = (
  name: string,
  value: number,
  unit: string,
  peer?: string,
  peerValue?: number,
): Figure =>
  peer === undefined || peerValue === undefined
    ? { name, value, unit, peer: null, peerValue: null, ratio: null }
    : { name, value, unit, peer, peerValue, ratio: value / peerValue }
