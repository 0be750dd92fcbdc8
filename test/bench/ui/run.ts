/** What one scene showed. */
export type Run = {
  readonly firstPaintMs: number
  /** Time from frame to frame, ms, by movement. */
  readonly frames: Readonly<Record<string, readonly number[]>>
}
