/** One measured number. `ratio` is ours / peer's in the same run; all three are null where there is no peer. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly peer: string | null
  readonly peerValue: number | null
  readonly ratio: number | null
}
