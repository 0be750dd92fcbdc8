import { formatMs } from '../../domain/time.ts'
import type { Placement, PlanFacts, PlanFinding, StageTask } from '../types.ts'
import { analysisTasks } from './analysis-tasks.ts'
import { closingTasks } from './closing-tasks.ts'
import type { PlanNode } from './plan-node.ts'
import { setupTasks } from './setup-tasks.ts'
import { transferTasks } from './transfer-tasks.ts'

/** Milestone that ends each stage, in the order of stages. */
export const stageGates = [
  ['analysis', 'Pre-migration analysis', 'analysis-complete'],
  ['setup', 'Dual Version setup', 'setup-complete'],
  ['transfer', 'Transfer of customers', 'transfer-complete'],
  ['decommission', 'Source system decommission', 'source-reusable'],
] as const

/** With it everything that stops service before the transfer is behind. */
export const lastSwitchover = 'switchover-api'

/** Every task of the four stages, without batches: those come with a placement. Corrections of the settings are in them. */
export const stageTasks = (facts: PlanFacts): readonly StageTask[] =>
  planNodes(facts, undefined).map(taskOf)

/** The nodes of a schedule: `upTo` setup only, or all four stages around the batches as placed. */
export function planNodes(
  facts: PlanFacts,
  placement: Placement | undefined,
  upTo: 'setup' | 'all' = 'all',
): readonly PlanNode[] {
  const ahead = [...analysisTasks(facts), ...setupTasks(facts)]
  const nodes =
    upTo === 'setup'
      ? ahead
      : [...ahead, ...transferTasks(facts, placement), ...closingTasks(facts)]
  return nodes.map((node) => rehearsed(corrected(node, facts), facts))
}

/** Says beside a downtime window what the rehearsal measured for its service. */
function rehearsed(node: PlanNode, { settings: { rehearsal } }: PlanFacts): PlanNode {
  const service = node.downtime?.service
  if (service === undefined || rehearsal === undefined) return node
  const ms = Object.hasOwn(rehearsal.downtime, service) ? rehearsal.downtime[service] : undefined
  if (ms === undefined) return node
  const said = `${formatMs(ms)} in the rehearsal “${rehearsal.title}”`
  return { ...node, why: node.why === undefined ? said : `${node.why}; ${said}` }
}

function corrected(node: PlanNode, { settings }: PlanFacts): PlanNode {
  const change = Object.hasOwn(settings.tasks, node.id) ? settings.tasks[node.id] : undefined
  if (change === undefined) return node
  const takesDays = hasDuration(node)
  return {
    ...node,
    ...(change.elapsedDays === undefined || !takesDays ? {} : { elapsedDays: change.elapsedDays }),
    ...(change.effortDays === undefined ? {} : { effortDays: change.effortDays }),
    ...(change.owner === undefined ? {} : { owner: change.owner }),
    ...(change.elapsedDays === undefined && change.effortDays === undefined
      ? {}
      : { source: `corrected in the project; before: ${node.source}` }),
  }
}

const hasDuration = (node: PlanNode): boolean =>
  node.kind === 'task' && node.calendarDays === undefined

/** What is wrong with `settings.tasks`: ids that do not exist, durations of what has none. */
export function correctionFindings(
  { settings }: PlanFacts,
  nodes: readonly PlanNode[],
): readonly PlanFinding[] {
  const known = new Map(nodes.map((n) => [n.id, n]))
  return Object.entries(settings.tasks).flatMap(([id, change]): PlanFinding[] => {
    const node = known.get(id)
    if (node === undefined)
      return [
        {
          severity: 'error',
          message: `The settings correct a task “${id}”, which this plan does not have.`,
          where: { task: id },
          next: `Write one of: ${nearest(id, [...known.keys()]).join(', ')}.`,
        },
      ]
    if (change.elapsedDays === undefined || hasDuration(node)) return []
    return [
      {
        severity: 'warning',
        message: `The settings give “${id}” a duration of ${change.elapsedDays} days, and it has none of its own.`,
        where: { task: id },
        next:
          node.calendarDays === undefined
            ? 'Take elapsedDays out; the window or what comes before decides.'
            : 'Change soakDays or the billing periods of the environments.',
      },
    ]
  })
}

/** The three ids that take the fewest changes to write. */
function nearest(id: string, ids: readonly string[]): readonly string[] {
  const distance = new Map(ids.map((other) => [other, editDistance(id, other)]))
  return ids.toSorted((a, b) => (distance.get(a) ?? 0) - (distance.get(b) ?? 0)).slice(0, 3)
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] ?? 0
}

/** A node without what only the schedule needs. */
export const taskOf = (node: PlanNode): StageTask => ({
  id: node.id,
  stage: node.stage,
  kind: node.kind,
  title: node.title,
  party: node.party,
  ...(node.involves === undefined ? {} : { involves: node.involves }),
  effortDays: node.effortDays,
  elapsedDays: node.elapsedDays,
  after: node.after,
  source: node.source,
  ...(node.downtime === undefined ? {} : { downtime: node.downtime }),
  ...(node.procedure === undefined ? {} : { procedure: node.procedure }),
  ...(node.batch === undefined ? {} : { batch: node.batch }),
})
