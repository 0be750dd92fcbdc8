import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { liveLine } from '../../../../main/runner/live-line.ts'
import { createVirtualClock } from '../../../helpers/virtual-clock.ts'
import { runnerBench, until } from '../../../helpers/runner-world.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

it('the line of a step that is shown while it runs has no secret, however it comes in pieces', () => {
  const said =
    'begins\nlogin --password hunter2 --host db\n-----BEGIN PRIVATE KEY-----\nhunter2hunter2\n'
  fc.assert(
    fc.property(fc.array(fc.nat(said.length)), (cuts) => {
      const show = liveLine()
      const at = [...new Set([0, ...cuts])].toSorted((a, b) => a - b)
      const shown = at.map((from, i) => show('stderr', bytes(said.slice(from, at[i + 1]))))
      expect(shown.join('\n')).not.toMatch(/hunter2/)
    }),
    { seed: 3 },
  )
})

it.each([
  ['12 % of 5 rows\n', '12 % of 5 rows'],
  ['one\ntwo\n\n', 'two'],
  ['one\n50 %', '50 %'],
  ['a\u001b[2Jb\n', 'a [2Jb'],
  [`${'x'.repeat(300)}\n`, `${'x'.repeat(200)}…`],
])('%j is shown as %j', (said, shown) => {
  expect(liveLine()('stdout', bytes(said))).toBe(shown)
})

it('streams are lines of their own', () => {
  const show = liveLine()
  show('stdout', bytes('--password '))
  expect(show('stderr', bytes('copied\n'))).toBe('copied')
  expect(show('stdout', bytes('hunter2'))).toBe('--password ***')
})

it('what a running command prints, and what it says of its failure, is without secrets before anybody sees it', async () => {
  const bench = runnerBench(createVirtualClock())
  const release = Promise.withResolvers<void>()
  bench.world.step = async (_host, _attempt, _argv, options) => {
    options?.onOutput?.('stderr', bytes('mysql --password hun'))
    options?.onOutput?.('stderr', bytes('ter2\n'))
    await release.promise
    return {
      ending: { kind: 'exited', code: 1 },
      stdout: new Uint8Array(),
      stderr: bytes('refused: --password hunter2'),
      stdoutBytes: 0,
      stderrBytes: 0,
      truncated: false,
      ms: 1,
    }
  }
  const run = await bench.start()
  if (!run.ok) throw new Error(run.problem.message)
  await until('it prints', () => run.value.live().active[0]?.lastLine !== undefined)
  expect(run.value.live().active[0]?.lastLine).toBe('mysql --password ***')
  release.resolve()
  await run.value.ended
  const [ended] = bench.events('attempt.ended')
  expect(ended?.problem?.message).toContain('refused: --password ***')
})
