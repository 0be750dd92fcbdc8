import { answers, nothing } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { reportChannels } from '../channels.ts'

export const reportContract = {
  /** Asks where to in main's own dialog; null when cancelled. */
  'report/save-report': answers<{ readonly path: string; readonly bytes: number } | null>()(
    nothing,
  ),
} as const satisfies AreaContract<typeof reportChannels>
