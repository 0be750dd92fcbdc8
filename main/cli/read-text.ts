import { readFileSync } from 'node:fs'
import { fail } from '../../shared/domain/problems.ts'

/** A file that a person names. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return fail(
      'not-found',
      `this file cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { where: { file }, safe: 'nothing was changed' },
    )
  }
}
