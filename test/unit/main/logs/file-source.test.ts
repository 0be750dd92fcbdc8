import { describe, expect, it } from 'vitest'
import { logCollection } from '../../../helpers/log-collection.ts'

/** Three pieces: the first ones are short while ways of packing are tried. */
const linesOf = (name: string): string =>
  Array.from({ length: 120_000 }, (_, i) => `${name} ${i} ${(i * 7919) % 10_007}\n`).join('')

/** Where megabytes differ, without showing them. */
const sameText = (read = '', wanted: string): string => {
  if (read === wanted) return 'same'
  const lines = wanted.split('\n')
  const at = read.split('\n').findIndex((line, i) => line !== lines[i])
  return `other from line ${at}`
}

/** A log of several pieces, with something that happens on its host before one of them is read. */
function changedBeforePiece(
  number: number,
  change: (made: ReturnType<typeof logCollection>) => void,
) {
  const made = logCollection()
  made.logs.append('sip.log', linesOf('old'))
  let pieces = 0
  made.logs.answer = ([operation]) => {
    if (operation === 'log-read') {
      pieces += 1
      if (pieces === number) change(made)
    }
    return undefined
  }
  return made
}

it('a plain log that was truncated with a copy between listing and reading, and has outgrown its old size, is read on in the copy', async () => {
  const { logs, text, collect } = logCollection()
  logs.append('sip.log', 'one\n')
  await collect()
  logs.append('sip.log', 'two\n')
  let isListed = false
  logs.answer = ([operation]) => {
    if (operation === 'log-read' && !isListed) {
      isListed = true
      logs.copyTruncate('sip.log')
      logs.append('sip.log', 'three and much more\n')
    }
    return undefined
  }
  expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
  expect(text.get('sip.log')).toBe('one\ntwo\nthree and much more\n')
})

describe('a plain log that is changed between two pieces of one read', () => {
  it.each([2, 3])(
    'is read on in its copy when it was truncated and has outgrown its old size before piece %i',
    async (number) => {
      const fresh = `${linesOf('new')}${linesOf('newer')}`
      const { text, collect } = changedBeforePiece(number, ({ logs }) => {
        logs.copyTruncate('sip.log')
        logs.append('sip.log', fresh)
      })
      expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
      expect(sameText(text.get('sip.log'), linesOf('old') + fresh)).toBe('same')
    },
  )

  it('has a gap when it was truncated without a copy, and is read anew', async () => {
    const fresh = `${linesOf('new')}${linesOf('newer')}`
    const { text, offsets, collect } = changedBeforePiece(3, ({ logs }) => {
      logs.truncate('sip.log')
      logs.append('sip.log', fresh)
    })
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 1 } })
    const read = text.get('sip.log') ?? ''
    expect(read.endsWith(fresh)).toBe(true)
    expect(linesOf('old').startsWith(read.slice(0, -fresh.length))).toBe(true)
    expect(offsets.get('sip.log')?.offset).toBe(fresh.length)
  })

  it('goes on when it has only grown', async () => {
    const { logs, text, collect } = changedBeforePiece(3, (made) => {
      made.logs.append('sip.log', 'more\n')
    })
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
    logs.answer = () => undefined
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0, lines: 1 } })
    expect(sameText(text.get('sip.log'), `${linesOf('old')}more\n`)).toBe('same')
  })
})
