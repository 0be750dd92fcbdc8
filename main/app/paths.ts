import { join } from 'node:path'
import { app } from 'electron'

export type AppPaths = {
  readonly renderer: string
  readonly preload: string
  /** Procedures, host tools, samples: parameters of the services, which do not know where they are installed. */
  readonly resources: string
  /** Entry of the data process, for a utility process of this Electron. */
  readonly dataEntry: string
  /** Entry of the training lab's process; only ever run by Electron, so it may stay in the archive. */
  readonly labEntry: string
  readonly userData: string
  readonly crashFile: string
}

/** Where everything is, from the sources or from the package. Call after the user data folder is set. */
export function appPaths(): AppPaths {
  const root = app.getAppPath()
  // Another Node cannot read the archive: what it has to run is unpacked beside it (electron-builder.yml, asarUnpack).
  const unpacked = root.replace(/app\.asar$/, 'app.asar.unpacked')
  const userData = app.getPath('userData')
  return {
    renderer: join(root, 'out', 'renderer'),
    preload: join(root, 'out', 'preload', 'index.cjs'),
    resources: app.isPackaged ? join(process.resourcesPath, 'resources') : join(root, 'resources'),
    dataEntry: join(unpacked, 'out', 'main', 'data.mjs'),
    labEntry: join(root, 'out', 'main', 'lab.mjs'),
    userData,
    crashFile: join(userData, 'crash.log'),
  }
}
