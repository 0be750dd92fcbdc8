import { batchName } from '../../../../shared/domain/batch-name.ts'
import { capped } from '../../report/capped-table.ts'
import { badge, markup } from '../../report/markup.ts'
import type { Markup } from '../../report/markup.ts'
import { span, stageTitles, when } from '../../report/words.ts'
import { formatProblem } from '../../../../shared/domain/problems.ts'
import { Stage } from '../../../../shared/domain/states.ts'
import { partyNames } from '../../../../shared/domain/parties.ts'
import type { Plan } from '../../../../shared/planner/types.ts'
import type { ResultsFacts } from '../page.ts'

/** The tentative plan with who does what on both sides, and the customers by batches. */

const planOf = ({ plan }: ResultsFacts): Plan | undefined =>
  plan !== undefined && 'plan' in plan.today ? plan.today.plan : undefined

export function planPart(facts: ResultsFacts): Markup {
  const plan = planOf(facts)
  if (plan === undefined)
    return markup`<p>${badge('bad', facts.plan === undefined ? 'there is no plan yet' : 'the plan cannot be read today')}
      ${facts.plan !== undefined && 'problem' in facts.plan.today ? formatProblem(facts.plan.today.problem) : ''}</p>`
  const { stages, tasks, end } = plan.schedule
  return markup`${capped(
    'Stages',
    ['Stage', 'From and to', 'Working days', 'Effort, days'],
    stages.map((s) => [s.title, span(s.from, s.to), s.businessDays, s.effortDays]),
    '',
  )}
  <p>Version ${facts.plan?.stored.version ?? 0}; the plan ends ${when(end)}.</p>
  ${Stage.options.map((stage) =>
    capped(
      `${stageTitles[stage]}: steps and responsibilities`,
      ['Step', 'Who', 'Involves', 'From and to', 'State'],
      tasks
        .filter((task) => task.stage === stage && task.kind !== 'batch')
        .map((task) => [
          task.title,
          `${partyNames[task.party]}${task.owner === undefined ? '' : ` (${task.owner})`}`,
          task.involves ?? '',
          span(task.from, task.to),
          task.state,
        ]),
      '',
    ),
  )}`
}

export function matrixPart(facts: ResultsFacts): Markup {
  const { batches, rows } = facts
  const customer = new Map<string, (typeof rows)[number]>(rows.map((row) => [row.id, row]))
  return capped(
    'Customers by batches, in their order; every customer is a row of the file matrix.csv (plan export --matrix)',
    ['Batch', 'Customers', 'Accounts', 'Environments', 'Windows', 'Why'],
    batches.map((batch) => {
      const members = batch.members.flatMap((id) => customer.get(id) ?? [])
      return [
        batchName(batch.id),
        members.length,
        members.reduce((sum, m) => sum + m.accounts, 0),
        [...new Set(members.map((m) => m.environment))].join(', '),
        batch.windows.length === 0
          ? badge('warn', 'no window')
          : batch.windows.map((w) => `${w.environment} ${span(w.from, w.to)}`).join('; '),
        batch.why.join('; '),
      ]
    }),
    'No batch was made yet.',
  )
}
