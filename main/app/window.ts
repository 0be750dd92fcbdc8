import { app, BrowserWindow, screen, session } from 'electron'
import { ownOrigin } from '../ipc/trusted-sender.ts'
import type { WindowPlace } from '../settings/preferences-store.ts'
import { placeOnScreens, smallest, usual } from './window-place.ts'

/** Every page, whatever it is: no navigation, no second window, no web view, no permission. Call before the first window. */
export function lockDown(): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => {
      event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
  })
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false)
  })
  session.defaultSession.setPermissionCheckHandler(() => false)
}

export type WindowOptions = {
  readonly preload: string
  readonly icon?: string
  readonly dark: boolean
  /** Where it was when it was closed last. */
  readonly last: WindowPlace | undefined
  /** Called when it is closed. */
  readonly onClose: (place: WindowPlace) => void
}

/** The one window: sandboxed, isolated, without Node; shown when its first picture is painted, so that nothing flashes. */
export function createWindow(options: WindowOptions): BrowserWindow {
  const { preload, icon, dark, last, onClose } = options
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const window = new BrowserWindow({
    ...(placeOnScreens(last, areas) ?? usual),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Switchyard',
    backgroundColor: dark ? '#14171a' : '#f6f7f9',
    ...(icon === undefined ? {} : { icon }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (last?.maximised === true) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () =>
    onClose({ ...window.getNormalBounds(), maximised: window.isMaximized() }),
  )
  void window.loadURL(`${ownOrigin}/index.html`)
  return window
}
