/**
 * Work at the end of the worker, which vitest ends with a signal: for what the module that everybody shares has made. What one test made is
 * put away by `onTestFinished`.
 */
export function atExit(work: () => void): void {
  process.once('exit', work)
  if (process.listenerCount('SIGTERM') === 0) process.once('SIGTERM', () => process.exit())
}
