import { z } from 'zod'
import type { HostDiagnosis } from '../../domain/diagnosis.ts'
import { HostName } from '../../domain/ids.ts'
import type { PreflightReport } from '../../domain/preflight.ts'
import { answers, nothing } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { hostChannels } from '../channels.ts'
import type { HostsView } from '../host-views.ts'

const ofHost = z.strictObject({ host: HostName })
const terminal = z.uuid()
const size = { cols: z.number().int().min(2).max(1000), rows: z.number().int().min(1).max(1000) }

export const hostContract = {
  'host/list-hosts': answers<HostsView>()(nothing),
  /** Tests the connection anew, stage by stage; asks nobody about keys. */
  'host/diagnose-host': answers<HostDiagnosis>()(ofHost),
  /** The same, and a key that is not known is asked about in a dialog of main. A changed one is refused there too. */
  'host/accept-key': answers<HostDiagnosis>()(ofHost),
  /** False when it has ended already. Running steps go on, and are followed over a new session. */
  'host/close-session': answers<boolean>()(
    z.strictObject({ session: z.string().min(1).max(2000) }),
  ),
  /** A person opens a terminal: answers the id that main made for it. Journaled; refused where the project is only read. */
  'host/open-terminal': answers<{ readonly terminal: string }>()(
    z.strictObject({ host: HostName, ...size }),
  ),
  /** Keystrokes; taken only for a terminal that main has opened (see README.md). */
  'host/write-terminal': answers<null>()(
    z.strictObject({ terminal, text: z.string().min(1).max(65_536) }),
  ),
  'host/resize-terminal': answers<null>()(z.strictObject({ terminal, ...size })),
  /** So many bytes of output more are on the screen: the host may send as many again. */
  'host/confirm-output': answers<null>()(
    z.strictObject({ terminal, bytes: z.number().int().min(1).max(16_777_216) }),
  ),
  'host/close-terminal': answers<null>()(z.strictObject({ terminal })),
  /** Looks at computer, hosts and people now; `battery` is what only the window can tell. */
  'host/run-preflight': answers<PreflightReport>()(
    z.strictObject({
      battery: z
        .strictObject({
          charge: z.number().min(0).max(1),
          leftMs: z.number().int().min(0).max(604_800_000).optional(),
        })
        .optional(),
    }),
  ),
} as const satisfies AreaContract<typeof hostChannels>
