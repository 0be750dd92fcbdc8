#!/usr/bin/env node
// `npm run package -- [electron-builder's arguments]`: builds, then packs. Without arguments: the targets of electron-builder.yml
// for this platform.
//
// Where Electron's download is blocked, ELECTRON_OVERRIDE_DIST_PATH names an unpacked Electron (with its `version` file, without
// an application in it), and a 7-Zip of the system stands in for the one that electron-builder would fetch.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..', '..')

run('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn'])
run('electron-builder/cli.js', [...electron(), '--publish', 'never', ...process.argv.slice(2)])

function run(program, args) {
  const { status } = spawnSync(
    process.execPath,
    [path.join(root, 'node_modules', program), ...args],
    { cwd: root, stdio: 'inherit', env: { ...sevenZip(), ...process.env } },
  )
  if (status !== 0) {
    process.stderr.write(`${program} failed; its messages are above. Nothing is published.\n`)
    process.exit(1)
  }
}

/** Which Electron goes into the package: that of package.json, or the one that the environment names. */
function electron() {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (!dist) return []
  const folder = path.resolve(dist)
  const file = path.join(folder, 'version')
  if (!existsSync(file)) {
    process.stderr.write(`${folder} is no unpacked Electron: it has no file named version.\n`)
    process.exit(2)
  }
  const version = readFileSync(file, 'utf8').trim().replace(/^v/, '')
  return [`-c.electronDist=${folder}`, `-c.electronVersion=${version}`]
}

/** Debian's p7zip, where it is there: tar.gz and zip need no download then. */
function sevenZip() {
  const found = ['/usr/bin/7za', '/usr/bin/7z'].find((file) => existsSync(file))
  return found === undefined ? {} : { ELECTRON_BUILDER_7ZIP_PATH: realpathSync(found) }
}
