import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { approve } from '../../../../main/cli/approve.ts'

const wanted = [
  { id: 'batch', text: 'These customers move now.', people: 2, typed: 'Panda Telecom' },
] as Parameters<typeof approve>[0] // what is asked

function typing(keys: string) {
  const input = new PassThrough()
  const output = new PassThrough()
  let interrupted = 0
  const terminal = { input, output, interrupt: () => (interrupted += 1) }
  const given = approve(wanted, 'anna', { yes: false, second: 'otto', terminal })
  input.write(keys)
  return { given, shown: () => String(output.read() ?? ''), interrupted: () => interrupted }
}

it('Ctrl-C and Ctrl-D at an approval approve nothing, ask no further, and say that nothing was started', async () => {
  for (const [keys, interrupted, said] of [
    ['\u0003', 1, 'Interrupted: nothing was started.'],
    ['\u0004', 0, ''],
  ] as const) {
    const typed = typing(keys)
    expect(await typed.given).toEqual([])
    expect(typed.interrupted()).toBe(interrupted)
    const shown = typed.shown()
    expect(shown).toContain('anna, type Panda Telecom to approve: ')
    expect(shown).not.toContain('otto, type')
    expect(shown).toContain(said)
  }
})
