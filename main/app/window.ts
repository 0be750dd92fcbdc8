import { app, BrowserWindow, session } from 'electron'
import { ownOrigin } from '../ipc/trusted-sender.ts'

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
}

/** The one window: sandboxed, isolated, without Node; shown when its first picture is painted, so that nothing flashes. */
export function createWindow({ preload, icon, dark }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 900,
    minHeight: 600,
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
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${ownOrigin}/index.html`)
  return window
}
