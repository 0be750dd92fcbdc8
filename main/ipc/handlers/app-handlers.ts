import { ok } from '../../../shared/base/result.ts'
import type { Preferences, PreferencesPatch } from '../../../shared/ipc/preferences.ts'
import type { StartInfo } from '../../../shared/ipc/overview.ts'
import type { About } from '../../../shared/ipc/about.ts'
import type { appChannels } from '../../../shared/ipc/channels.ts'
import type { AreaHandlers } from '../handlers.ts'

export type AppDeps = {
  startInfo(): StartInfo
  about(): About
  windowReady(): void
  setPreferences(patch: PreferencesPatch): Preferences
  readonly secrets: {
    answer(id: string, secret: string | undefined, remember: boolean): void
    forget(): void
  }
}

export const appHandlers = (deps: AppDeps): AreaHandlers<typeof appChannels> => ({
  'app/get-start': async () => ok(deps.startInfo()),
  'app/get-about': async () => ok(deps.about()),
  'app/report-ready': async () => {
    deps.windowReady()
    return ok(null)
  },
  'app/set-preferences': async (patch) => ok(deps.setPreferences(patch)),
  'app/answer-secret': async ({ id, secret, remember }) => {
    deps.secrets.answer(id, secret ?? undefined, remember)
    return ok(null)
  },
  'app/forget-secrets': async () => {
    deps.secrets.forget()
    return ok(null)
  },
})
