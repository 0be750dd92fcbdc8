import type { Command } from 'commander'
import type { PlanEdit } from '../../../../shared/domain/planning.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import type { Plan } from '../../../../shared/planner/types.ts'
import type { CurrentPlan, Engine } from '../../../engine.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import type { ExitCode, Output } from '../../output.ts'
import { whoAmI } from '../../session.ts'
import { differenceText } from './difference.ts'
import { findingLines } from './text.ts'

/** Options that every change of a plan has. */
export type ChangeFlags = {
  readonly why: string
  readonly on?: string
  readonly preview?: boolean
}

export const withChangeOptions = (command: Command): Command =>
  command
    .requiredOption('--why <reason>', 'kept in the history of the plan')
    .option('--on <version>', 'refuse when the plan is another version by now')
    .option('--preview', 'say what it would give and store nothing')

type MakeEdit = (engine: Engine, current: CurrentPlan) => Promise<PlanEdit> | PlanEdit

/** Opens the project, makes one edit of its plan and says what that changed. */
export const changePlan = (
  command: Command,
  project: string,
  flags: ChangeFlags,
  makeEdit: MakeEdit,
): Promise<void> =>
  withSession(command, async ({ engine }, output) => {
    const opened = await engine.open(project, flags.preview === true ? 'read' : 'write')
    if (!opened.ok) return output.problem(opened.problem)
    const current = await engine.plan.current()
    if (!current.ok) return output.problem(current.problem)
    const edit = await makeEdit(engine, current.value)
    return flags.preview === true
      ? preview(engine, edit, output)
      : store(engine, edit, flags, current.value, output)
  })

async function preview(engine: Engine, edit: PlanEdit, output: Output): Promise<ExitCode> {
  const planned = await engine.plan.preview(edit)
  if (!planned.ok) return output.problem(planned.problem)
  const { batches, unplaced, findings, schedule } = planned.value
  output.say(`${batches.length} batches, ${unplaced.length} without a window. Nothing is stored.`)
  for (const line of findingLines(findings)) output.say(line)
  output.document({ preview: true, edit, batches, unplaced, end: schedule.end, findings })
  return codeOf(planned.value)
}

async function store(
  engine: Engine,
  edit: PlanEdit,
  flags: ChangeFlags,
  before: CurrentPlan,
  output: Output,
): Promise<ExitCode> {
  const on = flags.on === undefined ? before.version : versionOf(flags.on)
  const edited = await engine.plan.edit(edit, whoAmI(), flags.why, on)
  if (!edited.ok) return output.problem(edited.problem)
  const { version, unplaced, findings } = edited.value
  // Batches of a file from before plans had versions stand in no version that could be compared.
  const difference = before.version === 0 ? undefined : await engine.plan.compare(on, version)
  if (difference?.ok === false) return output.problem(difference.problem)
  output.say(`Version ${version}: ${flags.why}`)
  const { spec } = await engine.data.summary()
  if (difference !== undefined)
    for (const line of differenceText(difference.value, spec)) output.say(`  ${line}`)
  for (const line of findingLines(findings.filter((f) => f.severity === 'error'))) output.say(line)
  output.document({ version, edit, difference: difference?.value ?? null, unplaced, findings })
  return codeOf(edited.value)
}

/** A batch without a window cannot be carried out: the plan is stored, and the command says that it is not done. */
export const codeOf = ({ unplaced }: Pick<Plan, 'unplaced'>): ExitCode =>
  unplaced.length === 0 ? exitCodes.done : exitCodes.failed

export function versionOf(text: string): number {
  return /^[1-9]\d*$/.test(text)
    ? Number(text)
    : fail('wrong-use', `"${text}" is no version of a plan`, {
        next: 'versions are 1, 2, 3 …: see `plan history`',
      })
}
