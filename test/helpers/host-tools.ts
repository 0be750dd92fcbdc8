import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach } from 'vitest'
import type { CommandOutcome } from '../../shared/domain/outcome.ts'

/** Operations of the host tools, run by the shell of this machine in a home of their own, whose logs are in `var log`. */
export function useHostTools() {
  const operations = fileURLToPath(
    new URL('../../resources/host-tools/operations', import.meta.url),
  )
  const tools = {
    operations,
    home: '',
    /** Where programs are looked for. */
    path: '',
    run(words: readonly string[]): Promise<CommandOutcome> {
      const { path: PATH, home: HOME } = tools
      const [operation = '', ...args] = words
      const [file, argv] =
        operation === 'date' ? ['date', args] : ['sh', [join(operations, operation), ...args]]
      return new Promise((resolve) => {
        const options = { encoding: 'buffer', maxBuffer: 1e8, env: { PATH, HOME } } as const
        execFile(file, argv, options, (error, stdout, stderr) =>
          resolve({
            ending: { kind: 'exited', code: typeof error?.code === 'number' ? error.code : 0 },
            stdout,
            stderr,
            stdoutBytes: stdout.length,
            stderrBytes: stderr.length,
            truncated: false,
            ms: 1,
          }),
        )
      })
    },
    /** Root may read everything: then somebody else is asked, who has to get there through the folders of the tests. */
    asAnother(operation: string, args: readonly string[]) {
      const { path: PATH, home } = tools
      for (let at = home; basename(at).startsWith('switchyard'); at = dirname(at))
        chmodSync(at, 0o777)
      const asNobody =
        process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : []
      const [program = '', ...words] = [...asNobody, 'sh', '-s', ...args]
      const input = readFileSync(join(operations, operation))
      return spawnSync(program, words, { input, env: { PATH, TMPDIR: home, HOME: home } })
    },
  }
  beforeEach(() => {
    tools.home = mkdtempSync(join(tmpdir(), 'switchyard tools '))
    tools.path = process.env['PATH'] ?? ''
    mkdirSync(join(tools.home, '.switchyard'))
    mkdirSync(join(tools.home, 'var log'))
    writeFileSync(
      join(tools.home, '.switchyard', 'log-folders'),
      `${join(tools.home, 'var log')}\n`,
    )
  })
  afterEach(() => rmSync(tools.home, { recursive: true, force: true }))
  return tools
}
