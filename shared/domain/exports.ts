import { z } from 'zod'

/** Tables of a project that can be written as CSV from what is stored. */
export const ExportTable = z.enum([
  'customers',
  'batches',
  'downtime',
  'runs',
  'log-groups',
  'ledger',
  'events',
])
export type ExportTable = z.infer<typeof ExportTable>

/** Files that the planner makes of a plan. */
export const PlanFile = z.enum(['tasks', 'matrix', 'notices', 'calendar'])
export type PlanFile = z.infer<typeof PlanFile>
