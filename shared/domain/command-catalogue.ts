import { z } from 'zod'
import type { Result } from '../base/result.ts'
import { bad, ok } from '../base/result.ts'
import { operationDef, OperationName } from './operations.ts'
import type { Phase } from './journal.ts'
import { problem } from './problems.ts'
import type { Problem } from './problems.ts'
import type { HostRole } from './project.ts'

/**
 * Maps an operation to the command that a site uses for it (design.md section 7). A template is a list of words, never
 * a shell line: each word is one argument, `{name}` in it is replaced by the typed argument of that name, and the SSH
 * layer quotes every word. So a value can never become syntax.
 */
const Words = z.array(z.string().min(1)).min(1)

const Template = z.strictObject({
  apply: Words,
  /** Read-only; required of operations that change something. */
  probe: Words.optional(),
  /** Other words for hosts of a role, e.g. when `web` hosts need another program. */
  roles: z
    .partialRecord(
      z.enum(['db', 'billing', 'radius', 'sip', 'web', 'log', 'config', 'dsbc']),
      z.strictObject({ apply: Words, probe: Words.optional() }),
    )
    .optional(),
})

export const CommandCatalogue = z.partialRecord(OperationName, Template)
export type CommandCatalogue = z.infer<typeof CommandCatalogue>

const placeholder = /\{([a-zA-Z]+)\}/g

/** Problems of a catalogue that a schema cannot see: unknown arguments in braces, a changing operation without a probe. */
export function catalogueFaults(catalogue: CommandCatalogue): string[] {
  return Object.entries(catalogue).flatMap(([name, template]) => {
    if (template === undefined) return []
    const def = operationDef(name as OperationName) // keys are checked by the schema
    const known = Object.keys(def.args.shape)
    const variants = [template, ...Object.values(template.roles ?? {})]
    return variants.flatMap((variant) => {
      const unknown = [...variant.apply, ...(variant.probe ?? [])]
        .flatMap((word) => [...word.matchAll(placeholder)].map((m) => m[1] ?? ''))
        .filter((arg) => !known.includes(arg))
        .map((arg) => `${name}: {${arg}} is no argument of this operation (${known.join(', ')})`)
      const missing =
        def.effect !== 'reads' && variant.probe === undefined
          ? [`${name}: changes something and has no probe`]
          : []
      return [...unknown, ...missing]
    })
  })
}

/** A site's templates replace the default ones, operation by operation. */
export const mergeCatalogues = (
  base: CommandCatalogue,
  site: CommandCatalogue,
): CommandCatalogue => ({
  ...base,
  ...site,
})

/** The words to run for one phase of an operation on a host with these roles. */
export function renderCommand(
  catalogue: CommandCatalogue,
  operation: OperationName,
  phase: Phase,
  roles: readonly HostRole[],
  args: Readonly<Record<string, string | number>>,
): Result<readonly string[], Problem> {
  const template = catalogue[operation]
  if (template === undefined)
    return bad(
      problem('bad-input', `the command catalogue has no command for the operation ${operation}`, {
        safe: 'nothing was run',
        next: 'add the operation to the catalogue of the procedures or under "commands" of the project',
      }),
    )
  const role = roles.find((r) => template.roles?.[r] !== undefined)
  const variant = (role === undefined ? undefined : template.roles?.[role]) ?? template
  const words = phase === 'probe' ? variant.probe : variant.apply
  if (words === undefined)
    return bad(
      problem('bad-input', `the operation ${operation} has no probe`, {
        next: 'give it a probe in the command catalogue',
      }),
    )
  return ok(
    words.map((word) => word.replaceAll(placeholder, (_, arg: string) => String(args[arg]))),
  )
}

/** The words as a person would type them in a shell; for the eye only, never executed. */
export const quoteForDisplay = (words: readonly string[]): string =>
  words
    .map((word) =>
      /^[A-Za-z0-9_./:@=,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`,
    )
    .join(' ')
