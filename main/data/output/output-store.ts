import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { OpenMode, OutputEntry } from '../protocol.ts'
import { sqliteProblem } from '../store/sqlite-problems.ts'
import { writeOutput } from './keep-output.ts'
import { openOutputFile, outputFileOf } from './output-file.ts'
import type { OutputFile } from './output-file.ts'
import { readOutput } from './read-output.ts'

/** What is open of `<project>-output`: nothing until it is first written to or read. */
export function outputStore(project: string, mode: OpenMode) {
  type Open = {
    readonly file: OutputFile
    readonly read: ReturnType<typeof readOutput>
    readonly write: ReturnType<typeof writeOutput> | undefined
  }
  let open: Open | undefined

  const opened = (): Open | undefined => {
    if (open !== undefined) return open
    const file = openOutputFile(project, mode)
    if (file === undefined) return undefined
    open = {
      file,
      read: readOutput(file.db),
      write: file.mode === 'write' ? writeOutput(file.db) : undefined,
    }
    return open
  }

  return {
    /** A refusal loses output, never a run. */
    keep(entries: readonly OutputEntry[]): Result<void, Problem> {
      try {
        const write = opened()?.write
        if (write === undefined)
          return bad(problem('not-allowed', 'The project is open for reading only.'))
        try {
          write.keep(entries)
        } catch (error) {
          write.giveUp(new Set(entries.map(({ attempt }) => attempt)))
          throw error
        }
        return ok(undefined)
      } catch (error) {
        const known = sqliteProblem(error, outputFileOf(project))
        if (known === undefined) throw error
        return bad(known)
      }
    },
    read: () => opened()?.read,
    close(): void {
      open?.file.close()
      open = undefined
    },
  }
}

export type OutputStore = ReturnType<typeof outputStore>
