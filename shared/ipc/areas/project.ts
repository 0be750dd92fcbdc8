import { z } from 'zod'
import type { Desk } from '../../domain/desk.ts'
import { Instant } from '../../domain/time.ts'
import { answers, nothing } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { projectChannels } from '../channels.ts'
import type { Overview } from '../overview.ts'

export const projectContract = {
  /** Opens the project that is chosen in main's own dialog; false when it was cancelled. No path comes from the window. */
  'project/choose-and-open': answers<boolean>()(nothing),
  'project/choose-and-import': answers<boolean>()(nothing),
  /** Only a path that main itself has in its list of recent files. */
  'project/open-recent': answers<boolean>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  /** Only from the preload, which has the path from the system and not from the page. */
  'project/open-dropped': answers<boolean>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  'project/open-sample': answers<boolean>()(nothing),
  'project/close-project': answers<boolean>()(nothing),
  /** Null when no project is open. */
  'project/get-overview': answers<Overview | null>()(nothing),
  /** What is on the operator's desk: risks, what waits for whom, what the plan has for these days. Null when no project is open. */
  'project/get-desk': answers<Desk | null>()(nothing),
  /** Moves the training lab's clock forward, at most 60 days; refused outside of the sample: real time cannot be skipped. */
  'sample/skip-time': answers<null>()(z.strictObject({ to: Instant })),
} as const satisfies AreaContract<typeof projectChannels>
