import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { analyse } from './analyse.ts'
import { labPaths, labSecrets, namespaceOf, repository } from './layout.ts'
import type { LabPlace } from './layout.ts'
import { tryRun } from './run.ts'
import type { Ended } from './run.ts'

/** The product as an operator has it: its command line, in the operator's namespace, with nothing of the lab but its files. */
export type Product = {
  readonly project: string
  /** `switchyard WORDS…`; the project file is put after the command. */
  run(...words: readonly string[]): Promise<Ended>
  /** The same, to be ended from outside. */
  begin(...words: readonly string[]): Begun
  /** Must end with 0; answers the JSON document. */
  must(...words: readonly string[]): Promise<unknown>
}

export type Begun = { readonly process: ChildProcess; readonly ended: Promise<Ended> }

const second = 'team lead'

export function product(place: LabPlace, name = 'panda'): Product {
  const project = join(place.dir, `${name}.switchyard`)
  const env = {
    ...process.env,
    SWITCHYARD_API_SOURCE: labSecrets.api,
    SWITCHYARD_API_TARGET: labSecrets.api,
    SWITCHYARD_API_DSBC: labSecrets.api,
    SWITCHYARD_RADIUS: labSecrets.radius,
    SWITCHYARD_BY: 'field engineer',
    SSH_AUTH_SOCK: undefined,
  }
  const program = join(repository, 'main', 'cli', 'switchyard.mjs')
  const wordsOf = (words: readonly string[]): string[] => [
    'netns',
    'exec',
    namespaceOf(place, 'op'),
    process.execPath,
    program,
    '--ssh-config',
    labPaths(place).sshConfig,
    '--json',
    ...words,
  ]
  const run = (...words: readonly string[]): Promise<Ended> =>
    tryRun('ip', wordsOf(words), { env, cwd: repository })
  return {
    project,
    run,
    begin(...words) {
      const child = spawn('ip', wordsOf(words), {
        env,
        cwd: repository,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let out = ''
      let err = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
      const ended = new Promise<Ended>((resolve) =>
        child.on('close', (code, signal) =>
          resolve({ code: code ?? (signal === null ? 255 : 137), out, err }),
        ),
      )
      return { process: child, ended }
    },
    async must(...words) {
      const ended = await run(...words)
      if (ended.code !== 0)
        throw new Error(
          `switchyard ${words.join(' ')} ended with ${ended.code}:\n${ended.err}\n${ended.out.slice(0, 3000)}`,
        )
      return JSON.parse(ended.out)
    },
  }
}

/** Imports the lab's project unless that was done before. */
export async function imported(place: LabPlace, name?: string): Promise<Product> {
  const made = product(place, name)
  if (!existsSync(made.project)) await made.must('import', place.dir, '--out', made.project)
  return made
}

/** The same file once more, as it is at this moment, for somebody else. */
export function copied(place: LabPlace, { project }: Product): Product {
  const other = product(place, 'copy')
  for (const part of ['', '-wal'])
    if (existsSync(project + part)) copyFileSync(project + part, other.project + part)
  return other
}

const Live = z.looseObject({
  run: z.string(),
  state: z.string(),
  members: z.looseObject({ total: z.number(), done: z.number(), failed: z.number() }),
})
export type Live = z.infer<typeof Live>

/** A procedure with its approvals; must succeed. */
export const runProcedure = async (
  made: Product,
  procedure: string,
  ...more: readonly string[]
): Promise<Live> => Live.parse(await made.must(...runWords(made, procedure, ...more)))

export const runWords = (
  made: Product,
  procedure: string,
  ...more: readonly string[]
): string[] => ['run', made.project, '--procedure', procedure, '--yes', '--second', second, ...more]

/** Customers outside of their windows: the plan of the sample has its nights in a year that no test can wait for. */
export const transferWords = (made: Product, ...more: readonly string[]): string[] =>
  runWords(made, 'customer-transfer', '--outside-window', 'the lab has no nights', ...more)

/** Everything before the first customer, in the order of the method, with the member where each is a run of its own. */
const setup: readonly (readonly [string, string?])[] = [
  ['target-acceptance'],
  ['ids-split'],
  ['database-copy'],
  ['switchover-voice', 'us1'],
  ['switchover-voice', 'uk1'],
  ['switchover-radius-diameter'],
  ['switchover-api'],
]

const Status = z.looseObject({
  runs: z.array(
    z.looseObject({
      id: z.string(),
      procedure: z.string(),
      state: z.string(),
      members: z.array(z.string()).default([]),
    }),
  ),
  batches: z.array(z.looseObject({ id: z.string(), members: z.array(z.string()) })),
})
export type Status = z.infer<typeof Status>

export const statusOf = async (made: Product): Promise<Status> =>
  Status.parse(await made.must('status', made.project))

/** Plans, and carries out of the setup what no run has done yet; `before` is called before each. */
export async function setUp(
  made: Product,
  before: (procedure: string, member?: string) => void = () => undefined,
): Promise<void> {
  const { runs, batches } = await statusOf(made)
  if (batches.length === 0) await made.must('plan', made.project)
  for (const [procedure, member] of setup) {
    const done = runs.some(
      (r) =>
        r.procedure === procedure &&
        r.state === 'succeeded' &&
        (member === undefined || r.members.includes(member)),
    )
    if (done) continue
    if (procedure === 'ids-split') await analyse(made)
    before(procedure, member)
    await runProcedure(made, procedure, ...(member === undefined ? [] : ['--member', member]))
  }
}
