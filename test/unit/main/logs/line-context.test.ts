import { describe, expect, it } from 'vitest'
import { readLineContext } from '../../../../main/logs/line-context.ts'
import type { LinePlace } from '../../../../shared/log-rules/looks.ts'
import { LogHost } from '../../../helpers/log-host.ts'

const file = '/var/log/sip.log'
const stamped = (n: number, text: string): string =>
  `2026-11-22T22:00:${n % 60} sip01 edge[7]: ${text}\n`
const calm = (count: number): string =>
  Array.from({ length: count }, (_, n) => stamped(n, `INFO: call ${n}`)).join('')

function host() {
  const logs = new LogHost()
  const read = (place: Partial<LinePlace>) =>
    readLineContext(
      {
        pool: logs.pool(),
        commands: (_, operation, __, args) => [operation, ...Object.values(args).map(String)],
      },
      { host: 'sip01', file, text: '', ...place },
    )
  return { logs, read }
}

describe('the lines around a line', () => {
  it('are read from its host: twelve before, twelve after, the line itself marked', async () => {
    const { logs, read } = host()
    logs.append(file, calm(50) + stamped(1, 'ERROR: account 7 is locked') + calm(50))
    const found = await read({ text: 'ERROR: account 7 is locked' })
    expect(found.ok && found.value.lines).toHaveLength(25)
    expect(found.ok && found.value.lines.findIndex(({ wanted }) => wanted)).toBe(12)
    expect(found.ok && found.value.lines[12]?.text).toContain('account 7 is locked')
    expect(found.ok && found.value.times).toBe(1)
  })

  it('are those of the last, where the same line stands more than once', async () => {
    const { logs, read } = host()
    logs.append(file, `${stamped(1, 'ERROR: x')}${calm(40)}${stamped(2, 'ERROR: x')}after\n`)
    const found = await read({ text: 'ERROR: x' })
    expect(found.ok && [found.value.times, found.value.lines.at(-1)?.text]).toEqual([2, 'after'])
  })

  it('are found in the rotated file, and in a packed one', async () => {
    const { logs, read } = host()
    logs.append(file, stamped(1, 'ERROR: yesterday') + calm(3))
    logs.rename(file)
    logs.append(file, calm(5))
    const first = await read({ text: 'ERROR: yesterday' })
    expect(first.ok && first.value.file).toBe(`${file}.1`)
    logs.compress(`${file}.1`)
    const second = await read({ text: 'ERROR: yesterday' })
    expect(second.ok && second.value.file).toBe(`${file}.1.gz`)
  })

  it.each([
    ['with colours', '\u001b[31mERROR\u001b[0m: \u001b[1mboom\u001b[0m of 7\n', 'ERROR: boom of 7'],
    [
      'in JSON',
      '{"level":50,"msg":"say \\"no\\"","err":{"type":"E","message":"x"}}\n',
      'say "no": E: x',
    ],
  ])('are found around a line %s, which an example shows without', async (_, line, text) => {
    const { logs, read } = host()
    logs.append(file, `${calm(3)}${line}${calm(3)}`)
    const found = await read({ text })
    expect(found.ok && found.value.lines.findIndex(({ wanted }) => wanted)).toBe(3)
  })

  it('have no secret in them, and a line whose secret was taken out is found all the same', async () => {
    const { logs, read } = host()
    logs.append(
      file,
      `${stamped(1, 'INFO: login password=hunter2 ok')}${stamped(2, 'ERROR: refused password=hunter3 of 7')}`,
    )
    const found = await read({ text: 'ERROR: refused password=*** of 7' })
    expect(found.ok && found.value.lines.map(({ text }) => text).join('\n')).toMatch(
      /login password=\*\*\* ok\n.*refused password=\*\*\* of 7/,
    )
  })

  it('are those of the first line of a record of several', async () => {
    const { logs, read } = host()
    logs.append(file, `${stamped(1, 'ERROR: boom')}  at foo\n  at bar\n${calm(2)}`)
    const found = await read({ text: 'ERROR: boom\n  at foo\n  at bar' })
    expect(found.ok && found.value.lines[1]?.text).toBe('  at foo')
  })

  it('cannot be had any more when the log was rotated away, and it is said what is kept', async () => {
    const { logs, read } = host()
    logs.append(file, calm(5))
    const found = await read({ text: 'ERROR: long gone' })
    expect(!found.ok && found.problem).toMatchObject({
      code: 'not-found',
      safe: 'Its example and its counts are kept in the project.',
    })
  })

  it('are of no file but a log that the host lists', async () => {
    const { logs, read } = host()
    logs.append(file, calm(5))
    const found = await read({ file: '/etc/shadow', text: 'root' })
    expect(found.ok).toBe(false)
    expect(logs.commands.filter((words) => words.includes('shadow'))).toEqual([])
  })

  it('are not asked for in a journal, and it is said where to look', async () => {
    const found = await host().read({ file: 'journal', text: 'x' })
    expect(!found.ok && found.problem.next).toContain('journalctl')
  })
})
