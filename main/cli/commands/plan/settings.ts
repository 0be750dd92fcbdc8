import type { Command } from 'commander'
import { stringify } from 'yaml'
import { z } from 'zod'
import { EnvironmentId } from '../../../../shared/domain/ids.ts'
import { parseYaml } from '../../../../shared/domain/parse-yaml.ts'
import { Blackout, PlanningSettings } from '../../../../shared/domain/planning.ts'
import { fail, ProblemError } from '../../../../shared/domain/problems.ts'
import { named } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import { readText } from '../../read-text.ts'
import { changePlan, withChangeOptions } from './change.ts'
import type { ChangeFlags } from './change.ts'

type SettingsFlags = Partial<ChangeFlags> & { readonly file?: string }

export function addSettings(plan: Command): void {
  plan
    .command('settings')
    .description('show the settings of the plan as YAML, or change them from such a file')
    .argument('<project>')
    .option('--file <yaml>', 'settings that are in it replace those of the plan; others stay')
    .option('--why <reason>', 'kept in the history of the plan; needed with --file')
    .option('--on <version>', 'refuse when the plan is another version by now')
    .option('--preview', 'say what it would give and store nothing')
    .action((project: string, { file, why, ...flags }: SettingsFlags, command: Command) => {
      if (file === undefined) return showSettings(command, project)
      if (why === undefined)
        return fail('wrong-use', 'a change of the plan needs a reason', { next: 'add --why' })
      return changePlan(command, project, { ...flags, why }, (_engine, current) => ({
        kind: 'settings',
        settings: settingsFrom(readText(file), file, current.settings),
      }))
    })
}

const showSettings = (command: Command, project: string): Promise<void> =>
  withSession(command, async ({ engine }, output) => {
    const opened = await engine.open(project, 'read')
    if (!opened.ok) return output.problem(opened.problem)
    const stored = await engine.data.plan()
    const settings = stored?.settings ?? opened.value.spec.planning
    output.say(stringify(settings).trimEnd())
    output.document(settings)
    return exitCodes.done
  })

/** Settings of a file over those of the plan, by their first names; strict, and with the line of what is wrong. */
export function settingsFrom(
  text: string,
  file: string,
  current: PlanningSettings,
): PlanningSettings {
  const over = z.preprocess(
    (read) => (typeof read === 'object' && read !== null ? { ...current, ...read } : read),
    PlanningSettings,
  )
  const parsed = parseYaml(text, file, over)
  if (!parsed.ok) throw new ProblemError(parsed.problem)
  return parsed.value
}

type BlackoutFlags = ChangeFlags & {
  readonly from: string
  readonly to: string
  readonly kind?: string
  readonly reason: string
  readonly environment?: readonly string[]
}

export function addBlackout(plan: Command): void {
  withChangeOptions(
    plan
      .command('blackout')
      .description('keep all windows away from these local days; both ends count')
      .argument('<project>')
      .requiredOption('--from <date>', 'for example 2027-01-29')
      .requiredOption('--to <date>')
      .requiredOption('--reason <text>', 'shown beside every window that is refused because of it')
      .option('--kind <kind>', Blackout.shape.kind.unwrap().options.join(', '), 'other')
      .option('--environment <id...>', 'default: all'),
  ).action((project: string, flags: BlackoutFlags, command: Command) =>
    changePlan(command, project, flags, (_engine, { settings }) => ({
      kind: 'settings',
      settings: { ...settings, blackouts: [...settings.blackouts, blackoutOf(flags)] },
    })),
  )
}

function blackoutOf({ from, to, kind, reason, environment }: BlackoutFlags): Blackout {
  const parsed = Blackout.safeParse({
    from,
    to,
    kind,
    reason,
    ...(environment === undefined
      ? {}
      : { environments: environment.map((id) => named(EnvironmentId, id, 'environment')) }),
  })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return fail('wrong-use', `--${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
  return from <= to
    ? parsed.data
    : fail('wrong-use', `this blackout ends (${to}) before it begins (${from})`)
}
