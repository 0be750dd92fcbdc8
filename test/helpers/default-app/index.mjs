// What Electron's own default_app does for `electron [flags] <app folder>`: the test-only runtime comes without it.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const given = process.argv.find((word, at) => at > 0 && !word.startsWith('-'))
if (given === undefined) {
  console.error('usage: electron [flags] <app folder>')
  process.exit(2)
}
const folder = path.resolve(given)
const { name, productName, version, main } = JSON.parse(
  readFileSync(path.join(folder, 'package.json'), 'utf8'),
)
app.setName(productName ?? name)
app.setVersion(version ?? '0.0.0')
app.setPath('userData', path.join(app.getPath('appData'), app.getName()))
app.setAppPath(folder)
// Top-level await holds back `ready` until the main module of the app has run, as the real one does.
await import(pathToFileURL(path.join(folder, main ?? 'index.js')).href)
