export type PageCrashParts = {
  /** On a clock that only goes forward. */
  readonly nowMs: () => number
  readonly reload: () => void
  /** Asks a person whether to load the page once more. */
  readonly ask: () => Promise<boolean>
  readonly quit: () => void
}

/** The third crash in this time is no accident. */
const soonMs = 60_000

/**
 * What to do when the page crashed: it is loaded again, at the third time within a minute only when a person says so. Without it the
 * runs go on; a page that crashes at once would be loaded without end.
 */
export function createPageCrash(parts: PageCrashParts): () => Promise<void> {
  let crashesMs: readonly number[] = []
  return async () => {
    const nowMs = parts.nowMs()
    crashesMs = [...crashesMs.filter((atMs) => nowMs - atMs < soonMs), nowMs]
    if (crashesMs.length < 3) return parts.reload()
    if (!(await parts.ask())) return parts.quit()
    crashesMs = []
    return parts.reload()
  }
}
