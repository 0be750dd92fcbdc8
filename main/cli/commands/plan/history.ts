import type { Command } from 'commander'
import { formatInstant } from '../../../../shared/domain/time.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes, table } from '../../output.ts'
import { whoAmI } from '../../session.ts'
import { versionOf } from './change.ts'
import { differenceText } from './difference.ts'

export function addHistory(plan: Command): void {
  plan
    .command('history')
    .description('every version of the plan: who, when, what and why')
    .argument('<project>')
    .action((project: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const versions = await engine.plan.history()
        if (!versions.ok) return output.problem(versions.problem)
        output.say(
          table(
            ['version', 'at (UTC)', 'by', 'edit', 'batches', 'customers', 'reason'],
            versions.value.map((v) => [
              v.baseline ? `${v.version} (baseline)` : String(v.version),
              formatInstant(v.at),
              v.by,
              v.edit.kind,
              v.batches,
              v.customers,
              v.reason,
            ]),
          ),
        )
        output.document({ versions: versions.value })
        return exitCodes.done
      }),
    )
}

export function addCompare(plan: Command): void {
  plan
    .command('compare')
    .description('what changed from one version of the plan to another')
    .argument('<project>')
    .argument('<before>')
    .argument('<after>')
    .action((project: string, before: string, after: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const [from, to] = [versionOf(before), versionOf(after)]
        const difference = await engine.plan.compare(from, to)
        if (!difference.ok) return output.problem(difference.problem)
        const lines = differenceText(difference.value, opened.value.spec)
        output.say(`From version ${from} to ${to}:`)
        for (const line of lines) output.say(`  ${line}`)
        output.document({ before: from, after: to, ...difference.value })
        return exitCodes.done
      }),
    )
}

export function addBaseline(plan: Command): void {
  plan
    .command('baseline')
    .description('sign a version: what really happens is compared with it')
    .argument('<project>')
    .argument('[version]', 'default: the newest')
    .action((project: string, version: string | undefined, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const current = await engine.plan.current()
        if (!current.ok) return output.problem(current.problem)
        const signed = version === undefined ? current.value.version : versionOf(version)
        const done = await engine.plan.baseline(signed, whoAmI())
        if (!done.ok) return output.problem(done.problem)
        output.say(`Version ${signed} is the baseline.`)
        output.document({ baseline: signed })
        return exitCodes.done
      }),
    )
}
