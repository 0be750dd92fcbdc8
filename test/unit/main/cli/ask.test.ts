import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { ask } from '../../../../main/cli/ask.ts'

/** A terminal on which these keys are pressed, one after the other. */
async function typing(keys: string, hidden: boolean) {
  const input = new PassThrough()
  const output = new PassThrough()
  let interrupted = 0
  const asked = ask('Password: ', hidden, { input, output, interrupt: () => (interrupted += 1) })
  for (const key of keys) input.write(key)
  const answer = await asked.catch((error: unknown) => error)
  return { answer, shown: String(output.read() ?? ''), interrupted }
}

describe('a secret that is typed', () => {
  it('may be mended, and is not shown', async () => {
    expect(await typing('secreX\u007Ft\r', true)).toEqual({
      answer: 'secret',
      shown: 'Password: \n',
      interrupted: 0,
    })
  })

  it('can be left with Ctrl-C, which interrupts the program', async () => {
    const { answer, interrupted } = await typing('sec\u0003', true)
    expect(interrupted).toBe(1)
    expect(answer).toMatchObject({ problem: { code: 'auth-failed' } })
  })

  it('is none where the terminal is closed', async () => {
    const { answer, interrupted } = await typing('\u0004', true)
    expect(interrupted).toBe(0)
    expect(answer).toMatchObject({ problem: { code: 'auth-failed' } })
  })
})

it('an answer that is no secret is shown while it is typed', async () => {
  const { answer, shown } = await typing('yes\r', false)
  expect(answer).toBe('yes')
  expect(shown).toContain('Password: ')
  expect(shown).toContain('yes')
})

describe('questions that come together', () => {
  it('are asked one after the other: no host is sent what was typed for another', async () => {
    const input = new PassThrough()
    const output = new PassThrough()
    const terminal = { input, output, interrupt: () => undefined }
    const [first, second] = [ask('db: ', true, terminal), ask('web: ', true, terminal)]
    input.write('one\r')
    expect(await first).toBe('one')
    await new Promise(setImmediate)
    input.write('two\r')
    expect(await second).toBe('two')
    expect(String(output.read())).toBe('db: \nweb: \n')
  })

  it('cannot steer the terminal: their text may come from a host', async () => {
    const output = new PassThrough()
    const input = new PassThrough()
    const asked = ask('\u001B[2JPassword: ', true, { input, output, interrupt: () => undefined })
    input.write('x\r')
    expect([await asked, String(output.read())]).toEqual(['x', '�[2JPassword: \n'])
  })
})
