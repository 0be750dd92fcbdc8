import { expect, it } from 'vitest'
import { Greeting } from '../../../../main/ssh/greeting.ts'

function heard(...chunks: string[]) {
  const versions: string[] = []
  const greeting = new Greeting((line) => versions.push(line))
  for (const chunk of chunks) greeting.hear(Buffer.from(chunk, 'latin1'))
  return { versions, stranger: greeting.stranger }
}

it.each([
  ['whole', ['SSH-2.0-OpenSSH_9.2\r\n']],
  ['in pieces', ['SS', 'H-2.0-OpenSSH', '_9.2\r', '\n']],
  ['after lines of a greeting', ['Authorised use only\r\n', 'SSH-2.0-OpenSSH_9.2\r\n\0\0binary']],
])('hears the identification once: %s', (_name, chunks) => {
  expect(heard(...chunks)).toEqual({ versions: ['SSH-2.0-OpenSSH_9.2'], stranger: undefined })
})

it('knows something else by its first line', () => {
  expect(heard('HTTP/1.1 400 Bad Request\r\nServer: x\r\n').stranger).toBe(
    'HTTP/1.1 400 Bad Request',
  )
})

it.each(['Exceeded MaxStartups\r\n', 'Not allowed at this time\r\n', ''])(
  'does not take %j for another service: it may be SSH a moment later',
  (text) => {
    expect(heard(text).stranger).toBeUndefined()
  },
)

it('keeps little of an endless stream, and makes control characters of an identification harmless', () => {
  expect(heard('x'.repeat(1_000_000)).stranger).toHaveLength(100)
  expect(heard('SSH-2.0-\u001b[31mred\r\n').versions).toEqual(['SSH-2.0-?[31mred'])
})
