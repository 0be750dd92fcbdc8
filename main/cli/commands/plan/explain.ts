import { localSpan, localTime } from '../../../../shared/domain/local-time.ts'
import { BatchId } from '../../../../shared/domain/ids.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import { formatMs } from '../../../../shared/domain/time.ts'
import { batchLoadMs } from '../../../../shared/planner/placement/load.ts'
import type { RefusedSlot } from '../../../../shared/planner/types.ts'
import { named } from '../../arguments.ts'
import { windowsOf, zoneOf } from './document.ts'
import type { Shown } from './document.ts'

/** Why one batch is as it is and where it is: composition, work, windows, the slots before it, hand work. */
export function explainBatch(shown: Shown, id: string) {
  const { plan, facts, forecast } = shown
  const wanted = named(BatchId, id, 'batch')
  const batch = plan.batches.find((b) => b.id === wanted)
  if (batch === undefined)
    return fail('wrong-use', `there is no batch ${id} in this plan`, {
      next: `there are ${plan.batches.map((b) => b.id).join(', ')}`,
    })
  const own = new Set(batch.members)
  const members = facts.customers.filter((c) => own.has(c.id))
  return {
    batch: batch.id,
    members: batch.members,
    accounts: members.reduce((sum, c) => sum + c.accounts, 0),
    workMs: Math.round(batchLoadMs(facts, members)),
    why: batch.why,
    windows: windowsOf(shown, batch),
    refused: batch.refused,
    unplaced: plan.unplaced.filter((u) => u.batch === wanted),
    forecast: forecast.batches.find((f) => f.batch === wanted) ?? null,
    handWork: plan.handWork.filter((t) => t.batch === wanted),
  }
}

export function explanationText(
  shown: Shown,
  explained: ReturnType<typeof explainBatch>,
): readonly string[] {
  const { spec } = shown.facts
  const slot = (refused: RefusedSlot): string =>
    `  ${refused.environment}: ${localSpan(refused.from, refused.to, zoneOf(spec, refused.environment))}: ${refused.reason}`
  return [
    `${explained.batch}: ${explained.members.length} customers, ${explained.accounts} accounts, about ${formatMs(explained.workMs)} of work in its window`,
    ...explained.why.map((sentence) => `  ${sentence}`),
    ...(explained.windows.length === 0 ? ['It has no window.'] : ['Window:']),
    ...explained.windows.map((w) => `  ${w.environment}: ${w.local}, team ${w.team}, ${w.state}`),
    ...explained.unplaced.flatMap((u) => [
      `  ${u.message}`,
      ...(u.nextFree === undefined
        ? []
        : [
            `  next free: ${localSpan(u.nextFree.from, u.nextFree.to, zoneOf(spec, u.nextFree.environment))}`,
          ]),
    ]),
    ...(explained.refused.length === 0 ? [] : ['Looked at before and not taken:']),
    ...explained.refused.map(slot),
    ...(explained.forecast === null
      ? []
      : [
          `It ends: P50 ${localTime(explained.forecast.p50, zoneOf(spec, firstEnvironment(explained)))}, P90 ${localTime(explained.forecast.p90, zoneOf(spec, firstEnvironment(explained)))}`,
        ]),
    ...(explained.handWork.length === 0 ? [] : ['Hand work:']),
    ...explained.handWork.map(
      (t) =>
        `  ${t.id}: ${t.title}, ${t.customers.length} ${t.customers.length === 1 ? 'customer' : 'customers'}, ${t.owner}, due ${t.due}, ${t.state}`,
    ),
  ]
}

const firstEnvironment = ({ windows }: ReturnType<typeof explainBatch>) =>
  windows[0]?.environment ??
  ('' as ReturnType<typeof explainBatch>['windows'][number]['environment']) // no such environment: times are UTC
