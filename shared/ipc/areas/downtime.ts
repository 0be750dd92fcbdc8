import { z } from 'zod'
import { RunId } from '../../domain/ids.ts'
import { Instant } from '../../domain/time.ts'
import { answers, member, nothing } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { downtimeChannels } from '../channels.ts'
import type { DowntimeBook, TraceView } from '../downtime-views.ts'

export const downtimeContract = {
  /** Every window: planned, opened, measured. */
  'downtime/get-book': answers<DowntimeBook>()(nothing),
  /** What the probes of a window saw; null while it is open. */
  'downtime/get-trace': answers<TraceView | null>()(
    z.strictObject({ run: RunId, member, service: member, openedAt: Instant }),
  ),
  /** Writes the windows as a table; asks where to. Null when cancelled. */
  'downtime/save-table': answers<{ readonly path: string; readonly bytes: number } | null>()(
    nothing,
  ),
} as const satisfies AreaContract<typeof downtimeChannels>
