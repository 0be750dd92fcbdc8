import { z } from 'zod'
import type { About } from '../about.ts'
import { answers, nothing } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { appChannels } from '../channels.ts'
import type { StartInfo } from '../overview.ts'
import { PreferencesPatch } from '../preferences.ts'
import type { Preferences } from '../preferences.ts'

export const appContract = {
  'app/get-start': answers<StartInfo>()(nothing),
  'app/get-about': answers<About>()(nothing),
  /** The window listens now: queued events follow. */
  'app/report-ready': answers<null>()(nothing),
  'app/set-preferences': answers<Preferences>()(PreferencesPatch),
  /** Null: the user has none; the login is then tried without. Never stored unless `remember`, and then only in the keychain. */
  'app/answer-secret': answers<null>()(
    z.strictObject({
      id: z.string().max(100),
      secret: z.string().max(10_000).nullable(),
      remember: z.boolean(),
    }),
  ),
  /** Forgets every password that is stored or was typed in this session. */
  'app/forget-secrets': answers<null>()(nothing),
} as const satisfies AreaContract<typeof appChannels>
