#!/usr/bin/env node
// `npm start`. Plain JavaScript for any Node: a wrong one gets a sentence, never a crash.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(
  import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
  '..',
  '..',
)
const wantedNode = 24

if (Number(process.versions.node.split('.')[0]) < wantedNode)
  leave(
    `Switchyard needs Node ${wantedNode}; this is ${process.version}. Run it as npm start, which uses the Node that the project has installed, after npm ci.`,
  )

const electron = findElectron()
if (electron === undefined)
  leave(
    'There is no Electron here yet: run npx install-electron (ELECTRON_MIRROR names a mirror), or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron, or, on Linux and only to try it, run node test/helpers/get-electron.ts.',
  )

if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
  leave(
    'There is no display to open a window on: start it in a desktop session, or with xvfb-run -a npm start.',
  )

if (isStale()) {
  const built = spawnSync(
    process.execPath,
    [
      path.join(root, 'node_modules/electron-vite/bin/electron-vite.js'),
      'build',
      '--logLevel',
      'warn',
    ],
    { cwd: root, stdio: 'inherit' },
  )
  if (built.status !== 0) leave('The build failed; its messages are above.')
}

const { ELECTRON_RUN_AS_NODE: _never, ...env } = process.env
const child = spawn(
  electron.path,
  [
    // Chromium's sandbox refuses to run as root; that is for containers and tests, never for a person's computer.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...process.argv.slice(2),
    root,
  ],
  {
    stdio: 'inherit',
    // The database needs Node-API 10; the Electron of the tests is older, and then this Node serves beside it.
    env: electron.ownNode ? env : { SWITCHYARD_DATA_NODE: process.execPath, ...env },
  },
)
child.once('error', (error) =>
  leave(`Electron could not be started (${electron.path}): ${error.message}`),
)
child.once('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1
})

/** The installed Electron, one that the environment names, or the one for tests. */
function findElectron() {
  const package_ = path.join(root, 'node_modules', 'electron')
  const file = path.join(package_, 'path.txt')
  const program = existsSync(file)
    ? readFileSync(file, 'utf8').trim()
    : ({ darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[
        process.platform
      ] ?? 'electron')
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const found = [
    ...(override ? [{ path: path.join(override, program), ownNode: false }] : []),
    { path: path.join(package_, 'dist', program), ownNode: true },
    { path: path.join(root, '.electron', 'electron'), ownNode: false },
  ]
  return found.find((one) => existsSync(one.path))
}

/** True when a source file is newer than the built main module. */
function isStale() {
  const built = path.join(root, 'out', 'main', 'index.js')
  if (!existsSync(built) || !existsSync(path.join(root, 'out', 'renderer', 'index.html')))
    return true
  const since = statSync(built).mtimeMs
  const newer = (folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).some(
      (entry) =>
        entry.isFile() && statSync(path.join(entry.parentPath, entry.name)).mtimeMs > since,
    )
  return ['main', 'preload', 'renderer', 'shared'].some((name) => newer(path.join(root, name)))
}

function leave(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}
