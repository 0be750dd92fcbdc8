import type { Command } from 'commander'
import type { Result } from '../../../../shared/base/result.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import type { Problem } from '../../../../shared/domain/problems.ts'
import type { CurrentPlan, Engine } from '../../../engine.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import { whoAmI } from '../../session.ts'
import type { Session } from '../../session.ts'
import { codeOf } from './change.ts'
import { planDocument } from './document.ts'
import type { Shown } from './document.ts'
import { explainBatch, explanationText } from './explain.ts'
import { planText } from './text.ts'

export function addShow(plan: Command): void {
  plan
    .command('show', { isDefault: true })
    .description('the plan; proposes and stores the first one when there is none')
    .argument('<project>')
    .option('--why <batch>', 'explain one batch: its customers, its window, the slots before it')
    .action((project: string, flags: { why?: string }, command: Command) =>
      withSession(command, async (session, output) => {
        const found = await planOf(session.engine, project)
        if (!found.ok) return output.problem(found.problem)
        const shown = await gatherShown(session, found.value)
        if (!shown.ok) return output.problem(shown.problem)
        if (flags.why !== undefined) {
          const explained = explainBatch(shown.value, flags.why)
          for (const line of explanationText(shown.value, explained)) output.say(line)
          output.document(explained)
          return exitCodes.done
        }
        for (const line of planText(shown.value)) output.say(line)
        output.document(planDocument(shown.value))
        return codeOf(found.value)
      }),
    )
}

/** Read-only where a plan is stored, so that it can be looked at while another window works; otherwise it is made. */
async function planOf(engine: Engine, project: string): Promise<Result<CurrentPlan, Problem>> {
  const read = await engine.open(project, 'read')
  if (!read.ok) return read
  if ((await engine.data.batches()).length > 0) return engine.plan.current()
  const opened = await engine.open(project, 'write')
  return opened.ok ? engine.plan.propose(whoAmI()) : opened
}

async function gatherShown(
  { engine, clock }: Session,
  plan: CurrentPlan,
): Promise<Result<Shown, Problem>> {
  const facts = await engine.plan.facts()
  if (!facts.ok) return bad(facts.problem)
  const forecast = await engine.plan.forecast()
  if (!forecast.ok) return bad(forecast.problem)
  return ok({
    plan,
    facts: facts.value,
    forecast: forecast.value,
    rows: await engine.data.batches(),
    now: clock.now(),
  })
}
