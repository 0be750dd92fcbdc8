import { z } from 'zod'
import { PreflightLimits } from '../domain/preflight.ts'

/** What a person sets about the window itself; kept by main, never in the project file. */
export const Preferences = z.strictObject({
  scheme: z.enum(['auto', 'light', 'dark']).default('auto'),
  /** In which zone times are shown: the computer's, the first environment's, or UTC. */
  zone: z.enum(['operator', 'environment', 'utc']).default('operator'),
  /** Speed of the training lab's clock: migration time that passes in one unit of real time. */
  sampleRate: z.number().min(1).max(3600).default(20),
  /** What the look around before a window holds against this computer and the hosts. */
  preflight: PreflightLimits.prefault({}),
})
export type Preferences = z.infer<typeof Preferences>

/** A change to some of them; without defaults, so that what is not named stays. */
export const PreferencesPatch = z.strictObject({
  scheme: z.enum(['auto', 'light', 'dark']).optional(),
  zone: z.enum(['operator', 'environment', 'utc']).optional(),
  sampleRate: z.number().min(1).max(3600).optional(),
  /** As a whole. */
  preflight: PreflightLimits.optional(),
})
export type PreferencesPatch = z.infer<typeof PreferencesPatch>
