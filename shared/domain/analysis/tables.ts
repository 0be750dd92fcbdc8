import { z } from 'zod'

/** Tables of the results of the analysis that can be written as CSV or JSON. */
export const AnalysisTable = z.enum([
  'facts',
  'findings',
  'integration-points',
  'reality-check',
  'api-exposure',
  'customizations',
  'modifications',
  'reports',
  'sql-scripts',
  'sizing',
  'requirements',
  'permissions',
  'last-minute-changes',
  'catalog-drift',
  'responsibilities',
])
export type AnalysisTable = z.infer<typeof AnalysisTable>
