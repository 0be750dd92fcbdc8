import { expect, it, vi } from 'vitest'
import { openPreferences } from '../../../../main/settings/preferences-store.ts'

/** electron-store runs in Electron only; this one is its file on a disk that is full. */
vi.mock('electron-store', () => ({
  default: class {
    get = (_key: string, otherwise: unknown) => otherwise
    set = () => {
      throw new Error('ENOSPC: no space left on device')
    }
  },
}))

it('on a full disk no window fails to close and no project to open, but a setting says that it is not kept', () => {
  const preferences = openPreferences('/folder')
  const place = { x: 0, y: 0, width: 1280, height: 800, maximised: false }
  expect(() => preferences.setWindowPlace(place)).not.toThrow()
  expect(() => preferences.addRecent({ path: '/p', name: 'P', at: 1 })).not.toThrow()
  expect(() => preferences.removeRecent('/p')).not.toThrow()
  expect(() => preferences.set({ scheme: 'dark' })).toThrow('ENOSPC')
})
