import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectHost, installStep, run, startTestLab } from '../helpers/lab.ts'
import type { TestLab } from '../helpers/lab.ts'
import type { Client } from 'ssh2'

/** The lab's supervisor and the program on real hosts answer the same lines with the same bytes and codes. */

type Answer = { readonly code: number | undefined; readonly out: string; readonly err: string }
type Wanted = { readonly code: number; readonly out?: string | RegExp; readonly err?: string }
type Exec = (line: string) => Promise<Answer>

const program = fileURLToPath(new URL('../../resources/host-tools/step', import.meta.url))
const step = 'sh ~/.switchyard/step'

const started = 'switchyard-step 1 started\n'
const attached = 'switchyard-step 1 attached\n'
const end = (ending: string): string => `\nswitchyard-step end ${ending}\n`

/** By TERM, or by KILL when the TERM came before the command could take it. */
const cancelled = /^(exited 143|signalled 9)\n$/

/** Lines in order, each with what must come back. */
const cases: readonly {
  readonly name: string
  readonly lines: readonly (readonly [line: string, answer: Wanted])[]
}[] = [
  {
    name: 'tells its version',
    lines: [[`${step} version`, { code: 0, out: 'switchyard-step 1\n' }]],
  },
  {
    name: 'hands the baton on, and refuses a stale one',
    lines: [
      [`${step} baton show`, { code: 0, out: 'baton 0 - -\n' }],
      [`${step} baton take b1 'al ice'`, { code: 0, out: /^baton 1 b1 \S+Z al ice\n$/ }],
      [`${step} baton take b2 bob`, { code: 75, out: '' }],
      [`${step} run t1 --baton 1 -- 'echo' 'one'`, { code: 0, out: `${started}one\n` }],
      [`${step} run t2 --baton 2 -- 'echo' 'two'`, { code: 75, out: '' }],
      [`${step} baton break 1 bob`, { code: 0, out: /^baton 2 - \S+Z taken from b1 by bob\n$/ }],
      [`${step} run t1 --baton 1 -- 'echo' 'one'`, { code: 0, out: `${attached}one\n` }],
      [`${step} start t3 --baton 1 -- 'true'`, { code: 75, out: '' }],
      [`${step} baton take b2 bob`, { code: 0, out: /^baton 3 b2 / }],
      [`${step} baton release b2`, { code: 0, out: /^baton 4 - \S+Z bob\n$/ }],
      [`${step} baton break x bob`, { code: 64, out: '' }],
      [`${step} baton take`, { code: 64, out: '' }],
    ],
  },
  {
    name: 'runs a command with its output, errors and exit code',
    lines: [
      [
        `${step} run a1 -- 'sh' '-c' 'echo out; echo err >&2; exit 7'`,
        { code: 0, out: `${started}out\n`, err: `err\n${end('exited 7')}` },
      ],
    ],
  },
  {
    name: 'attaches a second run of the same id and never starts it again',
    lines: [
      [`${step} run a2 -- 'echo' 'one'`, { code: 0, out: `${started}one\n`, err: end('exited 0') }],
      [
        `${step} run a2 -- 'echo' 'two'`,
        { code: 0, out: `${attached}one\n`, err: end('exited 0') },
      ],
      [`${step} start a2 -- 'echo' 'three'`, { code: 0, out: 'attached\n', err: '' }],
    ],
  },
  {
    name: 'follows from byte offsets that do not count the header',
    lines: [
      [`${step} run a3 -- 'sh' '-c' 'echo 0123456789; echo abcdef >&2'`, { code: 0 }],
      [
        `${step} follow a3 --from 4 --from-err 3`,
        { code: 0, out: `${attached}456789\n`, err: `def\n${end('exited 0')}` },
      ],
      [
        `${step} follow a3 --from 11 --from-err 7`,
        { code: 0, out: attached, err: end('exited 0') },
      ],
    ],
  },
  {
    name: 'keeps quoted words whole',
    lines: [
      [
        `${step} run a4 -- 'echo' 'it'\\''s' '$HOME "x"' ''`,
        { code: 0, out: `${started}it's $HOME "x" \n`, err: end('exited 0') },
      ],
    ],
  },
  {
    name: 'answers 127 for a command that does not exist',
    lines: [
      [`${step} run a5 -- 'no-such-program'`, { code: 0, out: started }],
      [`${step} status a5`, { code: 0, out: 'exited 127\n' }],
    ],
  },
  {
    name: 'tells absent, running and the end of a cancelled attempt',
    lines: [
      [`${step} status a6`, { code: 0, out: 'absent\n' }],
      [`${step} start a6 -- 'sleep' '600'`, { code: 0, out: 'started\n' }],
      [`${step} status a6`, { code: 0, out: 'running\n' }],
      [`${step} cancel a6`, { code: 0, out: cancelled }],
      [`${step} status a6`, { code: 0, out: cancelled }],
    ],
  },
  {
    name: 'claims an id that is cancelled before its start',
    lines: [
      [`${step} cancel a7`, { code: 0, out: 'signalled 15\n' }],
      [`${step} run a7 -- 'echo' 'late'`, { code: 0, out: attached, err: end('signalled 15') }],
    ],
  },
  {
    name: 'refuses wrong use with 64 and an unknown attempt with 69',
    lines: [
      [`${step} run ../x -- 'true'`, { code: 64, out: '' }],
      [`${step} run a8 'true'`, { code: 64, out: '' }],
      [`${step} follow a3 --from x`, { code: 64, out: '' }],
      [`${step} dance`, { code: 64, out: '' }],
      [`${step} follow a9`, { code: 69, out: '', err: 'switchyard-step: no such attempt\n' }],
    ],
  },
  {
    name: 'collects ended attempts and says how many',
    lines: [
      [`${step} start b1 -- 'sleep' '600'`, { code: 0, out: 'started\n' }],
      [`${step} gc --older-than 1`, { code: 0, out: 'removed 0\n' }],
      [`${step} status b1`, { code: 0, out: 'running\n' }],
      [`${step} cancel b1`, { code: 0, out: cancelled }],
    ],
  },
]

const same = (answer: string, wanted: string | RegExp | undefined): boolean =>
  wanted === undefined || (typeof wanted === 'string' ? answer === wanted : wanted.test(answer))

const check = (exec: () => Exec): void => {
  it.each(cases)('$name', async ({ lines }) => {
    for (const [line, wanted] of lines) {
      const answer = await exec()(line)
      const fits =
        answer.code === wanted.code && same(answer.out, wanted.out) && same(answer.err, wanted.err)
      // Shown side by side only when they differ: a wanted text may be a pattern.
      expect(fits ? {} : { line, answer, wanted }).toEqual({})
    }
  })
}

describe.skipIf(process.platform === 'win32')('the program on a real host', () => {
  let home = ''
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'switchyard-home-'))
    await mkdir(join(home, '.switchyard'))
    await cp(program, join(home, '.switchyard', 'step'))
  })
  afterAll(() => rm(home, { recursive: true, force: true }))
  check(() => (line) => inShell(home, line))
})

const inShell = (home: string, line: string): Promise<Answer> =>
  new Promise((resolve) => {
    execFile(
      'sh',
      ['-c', line],
      { cwd: home, env: { ...process.env, HOME: home } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })

describe('a host of the lab', () => {
  let lab: TestLab
  let client: Client
  const exec: Exec = async (line) => {
    const { code, out, err } = await run(client, line)
    return { code, out: out.toString(), err }
  }
  beforeAll(async () => {
    lab = await startTestLab({ rate: 1 })
    client = await connectHost(lab, 'src-db')
    await installStep(client)
  })
  afterAll(async () => {
    client.end()
    await lab.stop()
  })
  check(() => exec)
})
