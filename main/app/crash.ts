import { appendFileSync } from 'node:fs'

/** One entry of crash.log: when, which version, what. */
export const crashEntry = (at: string, version: string, what: string, error: unknown): string =>
  `${at} Switchyard ${version}: ${what}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n\n`

/** Writes down a bug that the program goes on after. Never throws: it is the last resort. */
export function writeBug(file: string, version: string, what: string, error: unknown): void {
  const entry = crashEntry(new Date().toISOString(), version, what, error)
  console.error(entry.trimEnd())
  try {
    appendFileSync(file, entry, { mode: 0o600 })
  } catch (cause) {
    console.error(`${file} cannot be written`, cause)
  }
}

export type CrashParts = {
  readonly file: string
  readonly version: string
  /** Tells the user, and returns when it was read. */
  readonly tell: (title: string, text: string) => void
  readonly leave: (code: number) => void
}

/**
 * An exception that nobody caught: write, tell, leave. The program's memory can no longer be trusted, while the journal can: what ran is
 * taken up from there at the next start.
 */
export function installCrashHandler({ file, version, tell, leave }: CrashParts): void {
  let leaving = false
  const crash = (what: string) => (error: unknown) => {
    writeBug(file, version, what, error)
    if (leaving) return
    leaving = true
    tell(
      'Switchyard has to stop',
      `It failed in a way that it was not built for, and does not go on with a state that may be wrong.\n\n${error instanceof Error ? error.message : String(error)}\n\nEvery confirmed step is in the project file. Start Switchyard again and take up the interrupted runs: each is looked at on its host before anything is repeated.\n\nDetails: ${file}`,
    )
    leave(1)
  }
  process.on('uncaughtException', crash('uncaught exception'))
  process.on('unhandledRejection', crash('unhandled rejection'))
}
