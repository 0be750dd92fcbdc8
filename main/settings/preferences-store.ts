import Store from 'electron-store'
import { z } from 'zod'
import { Preferences } from '../../shared/ipc/preferences.ts'
import type { PreferencesPatch } from '../../shared/ipc/preferences.ts'
import { addRecent, RecentFiles, withoutRecent } from './recent-files.ts'
import type { RecentFile } from './recent-files.ts'

/** Where the window was, in the system's coordinates; of a maximised window, where it would be otherwise. */
export const WindowPlace = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
  maximised: z.boolean(),
})
export type WindowPlace = z.infer<typeof WindowPlace>

export type PreferencesStore = {
  get(): Preferences
  set(patch: PreferencesPatch): Preferences
  recent(): readonly RecentFile[]
  addRecent(file: RecentFile): void
  removeRecent(path: string): void
  /** Undefined before the first window, and when what is stored makes no sense. */
  windowPlace(): WindowPlace | undefined
  setWindowPlace(place: WindowPlace): void
}

/** Preferences and recent files, in `preferences.json` of the user's data folder. Never a secret, never project data. */
export function openPreferences(folder: string): PreferencesStore {
  const store = new Store<Record<string, unknown>>({
    name: 'preferences',
    cwd: folder,
    // A damaged file loses preferences only; the program must start.
    clearInvalidConfig: true,
  })
  const get = (): Preferences => {
    const stored = Preferences.safeParse(store.get('preferences', {}))
    return stored.success ? stored.data : Preferences.parse({})
  }
  const recent = (): readonly RecentFile[] => {
    const stored = RecentFiles.safeParse(store.get('recent', []))
    return stored.success ? stored.data : []
  }
  /** For what is a convenience only: a full disk must not keep a window from closing, or a project from being opened. */
  const keepIfPossible = (key: string, value: unknown): void => {
    try {
      store.set(key, value)
    } catch (error) {
      console.error(`${key} cannot be kept in preferences.json`, error)
    }
  }
  return {
    get,
    set(patch) {
      const next = Preferences.parse({ ...get(), ...patch })
      store.set('preferences', next)
      return next
    },
    recent,
    addRecent(file) {
      keepIfPossible('recent', addRecent(recent(), file))
    },
    removeRecent(path) {
      keepIfPossible('recent', withoutRecent(recent(), path))
    },
    windowPlace: () => WindowPlace.safeParse(store.get('window')).data,
    setWindowPlace: (place) => keepIfPossible('window', place),
  }
}
