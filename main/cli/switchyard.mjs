#!/usr/bin/env node
// Plain JavaScript for any Node: a wrong one gets a sentence, never a crash (the database module ends an old Node silently).
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const wanted = 24
const major = Number(process.versions.node.split('.')[0])
if (major < wanted) {
  process.stderr.write(
    `Switchyard needs Node ${wanted}; this is ${process.version}. Run it through npm (npm run -s switchyard -- …), which uses the Node that the project has installed, after npm ci.\n`,
  )
  process.exit(2)
}
// Compiled code that is kept spares each start the stripping of types: time, and memory (peakRssMiB of `demo --json`).
module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url)))
await import('./index.ts')
