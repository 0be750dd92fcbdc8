import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { parseYaml } from '../../shared/domain/parse-yaml.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import {
  CommandCatalogue,
  catalogueFaults,
  mergeCatalogues,
} from '../../shared/domain/command-catalogue.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { Procedure } from '../../shared/domain/procedure.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import { procedureFaults } from './check.ts'
import type { Fault } from './check.ts'

export type Pack = {
  readonly procedures: readonly Procedure[]
  readonly commands: CommandCatalogue
}

/** The order in which a migration takes its procedures; the display and the demo follow it. */
const order = [
  'analysis-survey',
  'target-acceptance',
  'ids-split',
  'database-copy',
  'catalog-freeze-check',
  'switchover-voice',
  'switchover-radius-diameter',
  'switchover-api',
  'customer-transfer',
  'customer-return',
  'vendor-xdr-sync',
  'decommission',
]

/** A procedure from its text; messages carry file, line and column. */
export function parseProcedure(text: string, file: string): Result<Procedure, Problem> {
  const schema = Procedure.superRefine((procedure, ctx) => report(procedureFaults(procedure), ctx))
  return parseYaml(text, file, schema)
}

export function parseCatalogue(text: string, file: string): Result<CommandCatalogue, Problem> {
  const schema = CommandCatalogue.superRefine((catalogue, ctx) =>
    report(
      catalogueFaults(catalogue).map((message) => ({
        message,
        path: [message.split(':')[0] ?? ''],
      })),
      ctx,
    ),
  )
  return parseYaml(text, file, schema)
}

/** All procedures of `<resources>/procedures` with the default commands. The first fault refuses the whole pack. */
export async function loadPack(resourcesDir: string): Promise<Result<Pack, Problem>> {
  const dir = join(resourcesDir, 'procedures', 'dual-version')
  const files = (await readdir(dir)).filter((file) => file.endsWith('.yaml')).sort()
  const procedures: Procedure[] = []
  for (const file of files) {
    const path = join(dir, file)
    const parsed = parseProcedure(await readFile(path, 'utf8'), path)
    if (!parsed.ok) return parsed
    if (`${parsed.value.id}.yaml` !== file)
      return bad(
        problem('bad-input', `the id "${parsed.value.id}" is not the name of the file`, {
          where: { file: path },
          next: 'name the file after the id',
        }),
      )
    procedures.push(parsed.value)
  }
  const known = new Set<string>(procedures.map((p) => p.id))
  for (const procedure of procedures)
    for (const check of [...procedure.preconditions, ...procedure.after])
      if (check.check === 'stage-done' && !known.has(String(check.args['procedure'])))
        return bad(
          problem(
            'bad-input',
            `${procedure.id} waits for the procedure "${String(check.args['procedure'])}", which is not in the pack`,
            {
              where: { file: join(dir, `${procedure.id}.yaml`) },
              next: 'name a procedure of the pack in the arguments of stage-done',
            },
          ),
        )
  const rank = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length)
  procedures.sort((a, b) => rank(a.id) - rank(b.id) || a.id.localeCompare(b.id))
  const path = join(resourcesDir, 'procedures', 'commands.yaml')
  const commands = parseCatalogue(await readFile(path, 'utf8'), path)
  return commands.ok ? ok({ procedures, commands: commands.value }) : commands
}

/** The default commands with those of the site in place of them. */
export function siteCommands(pack: Pack, spec: ProjectSpec): Result<CommandCatalogue, Problem> {
  if (spec.commands === undefined) return ok(pack.commands)
  const parsed = CommandCatalogue.safeParse(spec.commands)
  const faults = parsed.success
    ? catalogueFaults(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`)
  if (!parsed.success || faults.length > 0)
    return bad(
      problem('bad-input', `the commands of the project are not usable: ${faults.join('; ')}`, {
        safe: 'nothing was run',
        next: 'correct "commands" in project.yaml and import again',
      }),
    )
  return ok(mergeCatalogues(pack.commands, parsed.data))
}

function report(faults: readonly Fault[], ctx: z.RefinementCtx): void {
  for (const fault of faults)
    ctx.addIssue({ code: 'custom', message: fault.message, path: [...fault.path] })
}
