import { problem } from '../../../shared/domain/problems.ts'
import type { Place, Problem } from '../../../shared/domain/problems.ts'

/** One thing wrong with the files, with its place: all of them are shown at once, not one a try. */
export type Finding = { readonly message: string; readonly where: Place }

const maxShown = 50

/** All findings as one problem; more than fifty are counted, not listed. */
export function refusedImport(findings: readonly Finding[]): Problem {
  const [first] = findings
  const shown = findings.slice(0, maxShown)
  const left = findings.length - shown.length
  const sum = findings.length === 1 ? 'One thing is' : `${findings.length} things are`
  return problem('bad-input', `${sum} wrong with the files.`, {
    ...(first === undefined ? {} : { where: { ...first.where } }),
    more: [...shown, ...(left > 0 ? [{ message: `and ${left} more of the kind` }] : [])],
    safe: 'Nothing was written.',
    next: 'Correct the files and try again.',
  })
}
