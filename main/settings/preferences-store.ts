import Store from 'electron-store'
import { Preferences } from '../../shared/ipc/preferences.ts'
import type { PreferencesPatch } from '../../shared/ipc/preferences.ts'
import { addRecent, RecentFiles, withoutRecent } from './recent-files.ts'
import type { RecentFile } from './recent-files.ts'

export type PreferencesStore = {
  get(): Preferences
  set(patch: PreferencesPatch): Preferences
  recent(): readonly RecentFile[]
  addRecent(file: RecentFile): void
  removeRecent(path: string): void
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
  return {
    get,
    set(patch) {
      const next = Preferences.parse({ ...get(), ...patch })
      store.set('preferences', next)
      return next
    },
    recent,
    addRecent(file) {
      store.set('recent', addRecent(recent(), file))
    },
    removeRecent(path) {
      store.set('recent', withoutRecent(recent(), path))
    },
  }
}
