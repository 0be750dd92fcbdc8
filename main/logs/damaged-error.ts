/** What was to be unpacked is damaged or ends too early. What came before it was given. */
export class DamagedError extends Error {
  override name = 'DamagedError'
}
