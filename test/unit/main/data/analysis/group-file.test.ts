import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { groupFile } from '../../../../../main/data/analysis/group-file.ts'
import type { GroupOptions } from '../../../../../main/data/analysis/group-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'switchyard-group-'))
afterAll(() => rmSync(folder, { recursive: true }))

function group(content: string | Uint8Array, options: GroupOptions = {}) {
  const path = join(folder, 'x.log')
  writeFileSync(path, content)
  const found = groupFile(path, options)
  if (!found.ok) throw new Error(found.problem.message)
  const numbers = [...found.value.numbers()].flatMap((piece) => [...piece])
  found.value.close()
  return {
    numbers,
    groups: found.value.groups.map(({ text, count }) => [text, count]),
    lines: found.value.lines,
  }
}

describe('groupFile', () => {
  it('numbers every line in order, header cut', () => {
    const text = ['a', 'b'].flatMap((host) => [
      `Jun 14 12:00:00 ${host} app[1]: user 7 lost`,
      `Jun 14 12:00:01 ${host} other[2]: user 9 lost`,
      `Jun 14 12:00:01 ${host} app[1]: ready`,
    ])
    expect(group(`${text.join('\n')}\n`)).toEqual({
      numbers: [1, 1, 2, 1, 1, 2],
      groups: [
        ['user <*> lost', 4],
        ['ready', 2],
      ],
      lines: 6,
    })
  })

  it('takes the whole line as the message when told so', () => {
    const text = 'Jun 14 12:00:00 a app[1]: ready\nready\n'
    expect(group(text, { messageOnly: true }).numbers).toEqual([1, 2])
  })

  it('counts empty lines, a half last line, CRLF and lines longer than its buffer', () => {
    const long = `start ${'x'.repeat(1_048_576)}`
    expect(group(`a 1\r\n\n${long}\na 2`).numbers).toEqual([1, 2, 3, 1])
    expect(group('').numbers).toEqual([])
  })

  it('gives as many numbers as there are lines of random bytes', () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24)
    const lines = bytes.filter((byte) => byte === 0x0a).length + (bytes.at(-1) === 0x0a ? 0 : 1)
    expect(group(bytes)).toMatchObject({ lines, numbers: { length: lines } })
  })

  it('holds 100,000 different words in one place as one group', () => {
    const word = (n: number): string =>
      String(n).replaceAll(/\d/g, (d) => 'abcdefghij'[Number(d)] ?? '')
    const text = Array.from(
      { length: 100_000 },
      (_, i) => `the name of user ${word(i)} is new`,
    ).join('\n')
    expect(group(text, { messageOnly: true }).groups).toEqual([
      ['the name of user <*> is new', 100_000],
    ])
  })

  it('says which file it cannot read', () => {
    expect(groupFile(join(folder, 'none.log'))).toMatchObject({
      ok: false,
      problem: { code: 'not-found', where: { file: join(folder, 'none.log') } },
    })
  })
})
