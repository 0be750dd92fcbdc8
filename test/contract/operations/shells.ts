import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'vitest'

/** Runs the programs of `resources/host-tools/operations` under each shell that may be `sh` on a host, without any service. */

export const operationsFolder = join(
  import.meta.dirname,
  '../../../resources/host-tools/operations',
)

const find = (program: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path))

export const shells = ['dash', 'busybox', 'bash'].map((name) => ({ name, path: find(name) }))

type Shell = (typeof shells)[number]

/** A new host for a test, which is skipped where the shell is not installed. */
export function hostUnder({ name, path }: Shell, context: Pick<TestContext, 'skip'>): FakeHost {
  return path === undefined ? context.skip(`${name} is not installed here`) : fakeHost(path)
}

export const temporary = (): string => mkdtempSync(join(tmpdir(), 'switchyard operations '))

export type Said = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A host of its own: facts of the site, a state folder, and programs that stand in for those of its services. */
export type FakeHost = {
  readonly folder: string
  /** The operations' shared parts. */
  readonly library: string
  site(lines: readonly string[]): void
  program(name: string, script: string): void
  run(operation: string, ...args: string[]): Said
  /** Sources lib/base.sh and runs the script. */
  script(text: string, ...args: string[]): Said
}

export function fakeHost(shell: string): FakeHost {
  const folder = temporary()
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  mkdirSync(join(folder, 'etc'))
  symlinkSync(shell, join(bin, 'sh'))
  const run = (file: string, args: readonly string[]): Said => {
    const done = spawnSync('sh', [file, ...args], {
      cwd: folder,
      // A hang is a failure, and must not stop the others.
      timeout: 25_000,
      killSignal: 'SIGKILL',
      env: {
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        SWITCHYARD_ETC: join(folder, 'etc'),
        SWITCHYARD_CONNTRACK: join(folder, 'nf_conntrack'),
        FOLDER: folder,
      },
    })
    return {
      code: done.status,
      stdout: done.stdout.toString(),
      stderr: done.stderr.toString(),
    }
  }
  return {
    folder,
    library: join(operationsFolder, 'lib'),
    site: (lines) => {
      const state = `state=${join(folder, 'state')}`
      writeFileSync(join(folder, 'etc/site.conf'), `${[state, ...lines].join('\n')}\n`)
      for (const file of ['local.cnf', 'peer.cnf']) writeFileSync(join(folder, 'etc', file), '')
    },
    program: (name, script) => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
      chmodSync(join(bin, name), 0o755)
    },
    run: (operation, ...args) => run(join(operationsFolder, operation), args),
    script: (text, ...args) => {
      const file = join(folder, 'script')
      writeFileSync(file, `. '${operationsFolder}/lib/base.sh'\n${text}\n`)
      return run(file, args)
    },
  }
}
