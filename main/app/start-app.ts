import { join } from 'node:path'
import {
  app,
  clipboard,
  dialog,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
} from 'electron'
import type { BrowserWindow } from 'electron'
import { analysisHandlers } from '../ipc/handlers/analysis-handlers.ts'
import { appHandlers } from '../ipc/handlers/app-handlers.ts'
import { customerHandlers } from '../ipc/handlers/customer-handlers.ts'
import { logHandlers } from '../ipc/handlers/log-handlers.ts'
import { hostHandlers } from '../ipc/handlers/host-handlers.ts'
import { planHandlers } from '../ipc/handlers/plan-handlers.ts'
import { projectHandlers } from '../ipc/handlers/project-handlers.ts'
import { reportHandlers } from '../ipc/handlers/report-handlers.ts'
import { downtimeHandlers } from '../ipc/handlers/downtime-handlers.ts'
import { recordHandlers } from '../ipc/handlers/record-handlers.ts'
import { runHandlers } from '../ipc/handlers/run-handlers.ts'
import { createEventBridge } from '../ipc/event-bridge.ts'
import { registerIpc } from '../ipc/register.ts'
import { openPreferences } from '../settings/preferences-store.ts'
import { openSecrets } from '../settings/secrets.ts'
import { installCrashHandler, writeBug } from './crash.ts'
import type { NamedFiles } from './named-files.ts'
import { createOpener, openNamed, projectFileOf } from './opener.ts'
import { createDowntimeBooks } from './downtime-book.ts'
import { createDialogs } from './dialogs.ts'
import { readLicences } from './licences.ts'
import { installMenu } from './menu.ts'
import { createPageCrash } from './page-crash.ts'
import { appPaths } from './paths.ts'
import { printPdf } from './pdf.ts'
import { createPreflightDesk } from './preflight-desk.ts'
import { watchWindows } from './preflight-watch.ts'
import { createWakefulness } from './power.ts'
import { createSecretDesk } from './secret-desk.ts'
import { createRunRecords } from './run-record.ts'
import { serveScheme } from './scheme.ts'
import { createShutdown } from './shutdown.ts'
import { createSites } from './sites.ts'
import { createSurveyDesk } from './survey-desk.ts'
import { watchSleep } from './sleep-watch.ts'
import { createWindow, lockDown } from './window.ts'
import { localUser } from '../ssh/local-user.ts'
import { createWorkspace } from './workspace.ts'

/** How old what a colleague writes may be in a project that is open for reading, ms. */
const othersMs = 3000

/**
 * Wires the desktop together: settings, workspace, IPC, window, quit. Call once, when Electron is ready.
 * @param files Project files that the system wants opened, from before on.
 */
export function startApp(files: NamedFiles): void {
  const paths = appPaths()
  const version = app.getVersion()
  installCrashHandler({
    file: paths.crashFile,
    version,
    tell: (title, text) => dialog.showErrorBox(title, text),
    leave: (code) => app.exit(code),
  })
  const onBug = (error: unknown): void =>
    writeBug(paths.crashFile, version, 'bug in a handler', error)

  const preferences = openPreferences(paths.userData)
  const secrets = openSecrets(paths.userData, safeStorage)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const by = localUser()
  nativeTheme.themeSource = themeSource(preferences.get().scheme)

  let window: BrowserWindow | undefined
  const events = createEventBridge((event, payload) => window?.webContents.send(event, payload))
  const dialogs = createDialogs(() => window)
  const desk = createSecretDesk({
    store: secrets,
    ask: (question) => events.emit('app/did-ask-secret', question),
    withdraw: (id) => events.emit('app/did-withdraw-secret', { id }),
  })
  const wakefulness = createWakefulness(powerSaveBlocker)
  const workspace = createWorkspace({
    sites: createSites({ paths, secrets: desk, dialogs }),
    by,
    emit: (event, payload) => events.emit(event, payload),
    leaving: desk.askingNobody,
    onLiveRuns: (count) => wakefulness.liveRuns(count),
  })
  const preflight = createPreflightDesk({
    workspace,
    limits: () => preferences.get().preflight,
    power: () => (powerMonitor.isOnBatteryPower() ? 'battery' : 'mains'),
    keptAwake: () => wakefulness.isHeld(),
  })
  const windows = watchWindows({
    desk: preflight,
    leadMinutes: () => preferences.get().preflight.leadMinutes,
    windowNear: (near) => wakefulness.windowNear(near),
    report: (found) => events.emit('app/did-run-preflight', found),
  })
  const lookForOthers = (): void =>
    // The data process may end in the middle of a look; the next one asks the one after it.
    void workspace.lookForOthers().catch((error: unknown) => console.error(error))
  setInterval(lookForOthers, othersMs).unref()
  watchSleep({
    monitor: powerMonitor,
    workspace,
    nowMs: () => Date.now(),
    report: (awakening) => events.emit('app/did-resume', awakening),
    lookAtWindows: () => void windows.look(),
  })

  const opener = createOpener({
    workspace,
    dialogs,
    recent: {
      add: (path, name) => preferences.addRecent({ path, name, at: Date.now() }),
      remove: (path) => preferences.removeRecent(path),
    },
  })
  const openFile = openNamed(opener, {
    tell: (found) => events.emit('app/did-find-problem', found),
    onBug,
  })

  registerIpc(
    {
      ...appHandlers({
        startInfo: () => {
          const missing = secrets.missing()
          return {
            version,
            platform: process.platform,
            zone,
            operator: by,
            recent: preferences.recent(),
            preferences: preferences.get(),
            ...(missing === undefined ? {} : { keychainMissing: missing }),
            projectOpen: workspace.projectName() !== undefined,
          }
        },
        about: () => ({
          versions: [
            { name: 'Switchyard', version },
            { name: 'Electron', version: process.versions.electron },
            { name: 'Chromium', version: process.versions['chrome'] ?? '' },
            { name: 'Node', version: process.versions.node },
          ],
          dataFolder: paths.userData,
          crashFile: paths.crashFile,
          licences: readLicences(app.getAppPath()),
        }),
        windowReady: () => {
          // Before it hears anything: a question that waits for it already is asked once.
          desk.askAgain()
          events.ready()
        },
        secrets: desk,
        setPreferences: (patch) => {
          const next = preferences.set(patch)
          nativeTheme.themeSource = themeSource(next.scheme)
          return next
        },
      }),
      ...projectHandlers({
        workspace,
        dialogs,
        opener,
        isRecent: (path) => preferences.recent().some((file) => file.path === path),
        sampleRate: () => preferences.get().sampleRate,
      }),
      ...planHandlers(workspace),
      ...customerHandlers(workspace),
      ...runHandlers(workspace),
      ...recordHandlers({
        workspace,
        dialogs,
        records: createRunRecords(),
        copy: (text) => void clipboard.writeText(text),
      }),
      ...downtimeHandlers(workspace, dialogs, createDowntimeBooks()),
      ...logHandlers(workspace),
      ...reportHandlers({
        workspace,
        dialogs,
        printPdf,
        capture: async (part) => (await window?.webContents.capturePage(part))?.toPNG(),
        progress: (at) => events.emit('report/did-progress', at),
      }),
      ...analysisHandlers({
        workspace,
        dialogs,
        printPdf,
        surveys: createSurveyDesk(
          (progress) => events.emit('analysis/did-progress', { progress }),
          () => Date.now(),
        ),
        progress: (at) => events.emit('report/did-progress', at),
      }),
      ...hostHandlers({
        workspace,
        preflight,
        emit: (event, payload) => events.emit(event, payload),
      }),
    },
    () => window?.webContents.id,
    onBug,
  )

  const shutdown = createShutdown({
    liveRuns: () => workspace.liveRuns(),
    confirm: (live) => dialogs.confirmLeave(live, 'quit'),
    closeAll: () => workspace.closeProject(),
    quit: () => app.quit(),
  })

  const pageCrashed = createPageCrash({
    nowMs: () => performance.now(),
    reload: () => window?.webContents.reload(),
    ask: () => dialogs.confirmReload(paths.crashFile),
    quit: () => app.quit(),
  })
  const show = (): void => {
    const opened = createWindow({
      preload: paths.preload,
      icon: join(paths.resources, 'icons', 'icon.png'),
      dark: nativeTheme.shouldUseDarkColors,
      last: preferences.windowPlace(),
      onClose: (place) => preferences.setWindowPlace(place),
    })
    window = opened
    // Only the page itself: a frame in it, as the preview of the report has, loads while the page goes on listening.
    opened.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (!isMainFrame || isSameDocument) return
      events.notReady()
      // A terminal ends with the page that shows it.
      void workspace.engine()?.hosts()?.terminals.closeAll()
    })
    opened.webContents.on('render-process-gone', (_event, { reason }) => {
      events.notReady()
      writeBug(paths.crashFile, version, 'the window crashed', reason)
      if (reason !== 'clean-exit') void pageCrashed()
    })
    opened.on('close', (event) => {
      if (!shutdown.mayGo()) event.preventDefault()
    })
    opened.on('closed', () => {
      events.notReady()
      window = undefined
    })
  }

  app.on('before-quit', (event) => {
    if (!shutdown.mayGo()) event.preventDefault()
  })
  app.on('window-all-closed', () => app.quit())
  app.on('second-instance', (_event, argv, folder) => {
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
    void openFile(projectFileOf(argv, folder))
  })

  lockDown()
  installMenu()
  serveScheme(paths.renderer)
  show()
  for (const path of files.waiting()) void openFile(path)
  files.onFile((path) => void openFile(path))
}

const themeSource = (scheme: 'auto' | 'light' | 'dark') => (scheme === 'auto' ? 'system' : scheme)
