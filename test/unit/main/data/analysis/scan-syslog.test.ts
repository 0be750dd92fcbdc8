import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordView } from '../../../../../main/data/analysis/records.ts'
import { readSyslogHead } from '../../../../../main/data/analysis/scan-syslog.ts'
import { textMemory } from '../../../../../main/data/analysis/text-memory.ts'

const time = 'Jun 14 03:12:45'

type Head = { readonly tag: string; readonly pid: string | undefined; readonly textFrom: number }

/** What is behind the line must not matter. */
function read(line: string, behind = '\n', isHeld = false): Head | undefined {
  const view = new RecordView()
  const bytes = Buffer.from(line + behind, 'latin1')
  const memory = textMemory()
  if (isHeld) memory.hold(bytes, 0, bytes.length, new Uint8Array(0))
  const isPlain = readSyslogHead(view, bytes, time.length, line.length)
  memory.release()
  if (!isPlain) return undefined
  expect([view.bytes.length, view.textTo, view.tailTo]).toEqual([0, line.length, line.length])
  view.bytes = bytes
  const { tag = '', pid, textFrom } = view
  return { tag, pid, textFrom }
}

/** The same by an expression. */
function readPlainly(line: string): Head | undefined {
  const found = /^[^ ]* ([^\0- :[(]+)(?:\[(\d+)\])?: /.exec(line.slice(time.length + 1))
  if (found === null) return undefined
  const [whole, tag = '', pid] = found
  const textFrom = time.length + 1 + whole.length
  const first = line.charAt(textFrom)
  return first !== '' && '[\u001b0123456789'.includes(first) ? undefined : { tag, pid, textFrom }
}

describe('headers of syslog on bytes', () => {
  it('reads tag, pid and the place of the text', () => {
    expect(read(`${time} host-07 sshd[4211]: Accepted`)).toEqual({
      tag: 'sshd',
      pid: '4211',
      textFrom: 36,
    })
    expect(read(`${time} host-07 a]b: Accepted`)).toEqual({
      tag: 'a]b',
      pid: undefined,
      textFrom: 29,
    })
  })

  it.each([
    ['a level in brackets', `${time} h mysqld: [Warning] x`],
    ['a time of its own', `${time} h mysqld: 2026-06-14 x`],
    ['colours', `${time} h mysqld: \u001b[31mx`],
    ['no tag', `${time} h : x`],
    ['no number in the brackets', `${time} h cron[]: x`],
    ['more than a number in the brackets', `${time} h cron[1a]: x`],
    ['a thread in brackets', `${time} h cron(root): x`],
    ['no blank behind the colon', `${time} h cron:x`],
    ['a line that ends before it', `${time} h cron[12]`],
    ['a line that ends in it', `${time} h cron[12]:`],
    ['a line without a blank', `${time} ${'h'.repeat(40)}`],
  ])('leaves %s to the expressions', (_, line) => {
    expect(read(line)).toBeUndefined()
  })

  it('says what an expression says, wherever the line lies', () => {
    const word = (characters: string, most: number) =>
      fc.string({ unit: fc.constantFrom(...Array.from(characters)), maxLength: most })
    const pid = fc.oneof(
      word('0123456789', 40).map((digits) => `[${digits}]`),
      word('01a[]() :', 3),
    )
    const line = fc
      .tuple(
        word('ab-0:.\u00e9', 40),
        word('ab.]/\u00e90', 40),
        pid,
        word(': [x\t', 3),
        word('x0[: ', 20),
      )
      .map(([host, tag, number, mark, text]) => `${time} ${host} ${tag}${number}:${mark}${text}`)
    fc.assert(
      fc.property(line, word(': [0x\n', 20), fc.boolean(), (text, behind, isHeld) => {
        expect(read(text, behind, isHeld)).toEqual(readPlainly(text))
      }),
      { numRuns: 2000 },
    )
  })
})
