import { z } from 'zod'
import { PreflightLimits } from '../domain/preflight.ts'
import { SavedFilter } from './customer-filter.ts'

const customerFilters = z.array(SavedFilter).max(50)
const hiddenColumns = z.array(z.string().max(40)).max(40)

/** What a person sets about the window itself; kept by main, never in the project file. */
export const Preferences = z.strictObject({
  scheme: z.enum(['auto', 'light', 'dark']).default('auto'),
  /** In which zone times are shown: the computer's, the first environment's, or UTC. */
  zone: z.enum(['operator', 'environment', 'utc']).default('operator'),
  /** Speed of the training lab's clock: migration time that passes in one unit of real time. */
  sampleRate: z.number().min(1).max(3600).default(20),
  /** What the look around before a window holds against this computer and the hosts. */
  preflight: PreflightLimits.prefault({}),
  /** Filters of the table of customers that a person has named. */
  customerFilters: customerFilters.default([]),
  /** Columns of that table that are not shown. */
  hiddenColumns: hiddenColumns.default(['kind', 'minutes']),
})
export type Preferences = z.infer<typeof Preferences>

/** A change to some of them; without defaults, so that what is not named stays. */
export const PreferencesPatch = z.strictObject({
  scheme: z.enum(['auto', 'light', 'dark']).optional(),
  zone: z.enum(['operator', 'environment', 'utc']).optional(),
  sampleRate: z.number().min(1).max(3600).optional(),
  /** As a whole. */
  preflight: PreflightLimits.optional(),
  customerFilters: customerFilters.optional(),
  hiddenColumns: hiddenColumns.optional(),
})
export type PreferencesPatch = z.infer<typeof PreferencesPatch>
