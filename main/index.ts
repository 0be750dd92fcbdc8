import { app } from 'electron'
import { declareScheme } from './app/scheme.ts'
import { collectNamedFiles } from './app/named-files.ts'
import { startApp } from './app/start-app.ts'

/** Electron's entry. Everything that must happen before Electron is ready, and nothing else. */

// As root (containers) Chromium's sandbox is off by a switch, and enabling it per app then kills its network service.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()

const folder = process.env['SWITCHYARD_USER_DATA']
if (folder !== undefined) app.setPath('userData', folder)

if (app.requestSingleInstanceLock()) {
  declareScheme()
  const files = collectNamedFiles()
  // Not earlier: a utility process that is started before Electron is ready takes the program down without a word.
  void app.whenReady().then(() => startApp(files))
} else {
  app.quit()
}
