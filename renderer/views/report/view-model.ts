import type { ExportTable, PlanFile } from '../../../shared/domain/exports.ts'
import type { Overview } from '../../../shared/ipc/overview.ts'

export type TableExport =
  | {
      readonly kind: 'table'
      readonly table: ExportTable
      readonly title: string
      readonly holds: string
    }
  | {
      readonly kind: 'plan'
      readonly file: PlanFile
      readonly title: string
      readonly holds: string
    }

/** Every file that can be written beside the report, and what one finds in it. */
export const tableExports: readonly TableExport[] = [
  {
    kind: 'table',
    table: 'customers',
    title: 'Customers',
    holds: 'state, batch, accounts, returns, hand work',
  },
  {
    kind: 'table',
    table: 'batches',
    title: 'Batches',
    holds: 'a row a window, with why it is there',
  },
  { kind: 'table', table: 'runs', title: 'Runs', holds: 'who, when, members, state, reason' },
  {
    kind: 'table',
    table: 'downtime',
    title: 'Downtime',
    holds: 'budget against measured, unknown said as unknown',
  },
  {
    kind: 'table',
    table: 'log-groups',
    title: 'Log groups',
    holds: 'every group of every check, whom it names',
  },
  {
    kind: 'table',
    table: 'ledger',
    title: 'Noise ledger',
    holds: 'owner, reason, end, lines hidden',
  },
  {
    kind: 'table',
    table: 'events',
    title: 'Events',
    holds: 'the whole journal with its hash chain',
  },
  { kind: 'plan', file: 'tasks', title: 'Tasks', holds: 'planned, baseline, actual, hand work' },
  {
    kind: 'plan',
    file: 'matrix',
    title: 'Migration matrix',
    holds: 'a row a customer: batch, window, ties',
  },
  {
    kind: 'plan',
    file: 'notices',
    title: 'Notices',
    holds: 'a row a customer in its own zone, for a mail merge',
  },
  {
    kind: 'plan',
    file: 'calendar',
    title: 'Calendar',
    holds: 'windows, downtime and milestones, as ICS',
  },
]

/** Sections of the capsule, in its order. */
export const contents: readonly string[] = [
  'Head: project, state of every customer, hash of the last event',
  'Open risks and broken budgets',
  'Timeline: plan, baseline and actual',
  'Batches and their windows',
  'Downtime against its budgets',
  'Log check: verdicts, groups, customers, noise ledger, signatures',
  'Returns, failures, missed windows, skipped steps',
  'Runs, attempts and approvals',
  'Evidence that was kept',
]

export const leftOut: readonly string[] = [
  'Passwords, passphrases, tokens and keys: none is in the project, and what hosts print of them is taken out before the disk',
  'Log files themselves: groups, counts and examples are in it',
  'Output of steps: it stays on the hosts and in the -output file beside the project',
]

/** Why a file of the plan cannot be written yet; undefined: it can. */
export const missingPlan = ({ plan }: Pick<Overview, 'plan'>): string | undefined =>
  plan === undefined ? 'There is no plan yet: propose one in Batches.' : undefined

/** `12 s`, `1 min 05 s`: how long an export goes on. */
export const elapsed = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}
