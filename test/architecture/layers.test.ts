import { describe, expect, it } from 'vitest'
import { layerFaults, topLevelFaults } from './layers.ts'
import { importsOf, isSource, sourceFiles, trackedPaths, walk } from './source-files.ts'

const file = (path: string, text: string) => ({ path, text })

describe('layers', () => {
  it('holds in every source file', () => {
    expect(layerFaults(sourceFiles())).toEqual([])
  })

  it('has only the entry and the wiring directly in main', () => {
    expect(topLevelFaults(trackedPaths())).toEqual([])
    expect(topLevelFaults(['main/helper.ts', 'main/compose-ports.ts', 'main/ssh/pool.ts'])).toEqual(
      [expect.stringMatching(/^main\/helper\.ts: /)],
    )
  })

  it.each([
    ['shared/base/a.ts', "import { X } from '../domain/x.ts'"],
    ['shared/domain/a.ts', "import { readFile } from 'node:fs'"],
    ['shared/planner/a.ts', "import type { X } from '../log-rules/x.ts'"],
    ['shared/domain/a.ts', "export * from '../ipc/x.ts'"],
    ['preload/bridge.ts', "import { X } from '../main/engine.ts'"],
    ['renderer/stores/a.ts', "import { useState } from 'react'"],
    ['renderer/views/runs/view-model.ts', "import { client } from '../../api/client.ts'"],
    ['renderer/views/runs/Runs.tsx', "import { Row } from '../logs/Row.tsx'"],
    ['renderer/views/runs/Runs.tsx', "const x = await import('../../../main/engine.ts')"],
    ['main/runner/a.ts', "import type { DataApi } from '../data/protocol.ts'"],
    ['main/runner/a.ts', "import { Client } from 'ssh2'"],
    ['main/ssh/a.ts', "import { x } from '../runner/ports.ts'"],
    ['main/data/a.ts', "import net from 'node:net'"],
    ['main/lab/a.ts', "import type { Clock } from '../runner/ports.ts'"],
    ['main/lab/a.ts', "import { quote } from '../ssh/quote.ts'"],
    ['main/logs/a.ts', "import { startLab } from '../lab/lab.ts'"],
    ['main/logs/a.ts', "const db = require('better-sqlite3')"],
    ['main/transfer/a.ts', "import { compose } from '../compose.ts'"],
    ['main/app/a.ts', "import '../../renderer/main.tsx'"],
    ['main/app/a.ts', "import { x } from '../../test/helpers/x.ts'"],
  ])('would see in %s: %s', (path, text) => {
    expect(layerFaults([file(path, text)])).toEqual([
      expect.stringMatching(`^${path}:1 imports .*: `),
    ])
  })

  it.each([
    ['shared/domain/a.ts', "import { z } from 'zod'\nimport { ok } from '../base/result.ts'"],
    ['main/logs/a.ts', "import type { SessionPool } from '../runner/ports.ts'"],
    ['main/ssh/a.ts', "import type { SessionPool } from '../runner/ports.ts'"],
    ['main/lab/a.ts', "import { ssh2 } from '../ssh/library.ts'"],
    ['main/compose.ts', "import { x } from './ssh/pool.ts'\nimport { y } from './data/launch.ts'"],
    ['shared/base/a.ts', "// import { x } from '../../main/x.ts'\n/* import 'react' */"],
  ])('allows in %s: %s', (path, text) => {
    expect(layerFaults([file(path, text)])).toEqual([])
  })

  it('finds the same sources with git and without', () => {
    expect(walk().filter(isSource).toSorted()).toEqual(trackedPaths().filter(isSource).toSorted())
  })

  it('reads imports over several lines, re-exports and side effects, with their lines', () => {
    const text = [
      'import { a,',
      "  b } from './x.ts'",
      "import type { T } from './t.ts'",
      "import './side.ts'",
      "export { c } from '../c.ts'",
      "const text = 'import nothing from nowhere'",
      "const later = import('./later.ts')",
    ].join('\n')
    expect(importsOf(file('main/ssh/a.ts', text))).toEqual([
      { target: 'main/ssh/x.ts', typeOnly: false, line: 2 },
      { target: 'main/ssh/t.ts', typeOnly: true, line: 3 },
      { target: 'main/ssh/side.ts', typeOnly: false, line: 4 },
      { target: 'main/c.ts', typeOnly: false, line: 5 },
      { target: 'main/ssh/later.ts', typeOnly: false, line: 7 },
    ])
  })
})
