import { describe, expect, it } from 'vitest'
import { lastCursor } from '../../../../main/logs/journal-source.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { commandOutcome } from '../../../helpers/log-host.ts'
import { logCollection } from '../../../helpers/log-collection.ts'

const followed = (journal: 'all' | readonly string[] = 'all') =>
  logCollection({ settings: { journal } })

const messages = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { MESSAGE: string }).MESSAGE) // entries of the helper

describe('journal of a host', () => {
  it('is not read unless it is asked for', async () => {
    const { logs, text, collect } = logCollection()
    logs.append('sip.log', '')
    logs.log('a.service', 'one')
    expect(await collect()).toMatchObject({ ok: true, value: { bytes: 0 } })
    expect([...text]).toEqual([['sip.log', '']])
  })

  it('gives every entry once, over a restart of the program too', async () => {
    const { logs, text, collect, offsets, restart } = followed()
    logs.log('a.service', 'one')
    await collect()
    restart()
    logs.log('b.service', 'two')
    logs.log('a.service', 'three')
    expect(await collect()).toMatchObject({ ok: true, value: { lines: 2, gaps: 0, files: 1 } })
    expect(await collect()).toMatchObject({ ok: true, value: { lines: 0, gaps: 0, files: 0 } })
    expect(messages(text.get('journal:all'))).toEqual(['one', 'two', 'three'])
    expect(offsets.get('journal:all')).toMatchObject({ device: 'journal', inode: 'c3' })
  })

  it('that was empty is read from where the first look began, however late the second comes', async () => {
    const { logs, text, collect, restart } = followed()
    const hour = 3_600_000
    const first = instant(Date.UTC(2026, 0, 1))
    await collect({ since: first })
    restart()
    logs.log('a.service', 'one')
    await collect({ since: instant(first + 200 * hour) })
    const asked = logs.commands.filter((words) => words.includes(' journal '))
    expect(asked[1]).toBe(asked[0])
    expect(messages(text.get('journal:all'))).toEqual(['one'])
  })

  it('is read in pieces that end with a whole entry', async () => {
    const { logs, text, collect } = followed()
    const long = 'x'.repeat(700_000)
    for (let i = 0; i < 8; i += 1) logs.log('a.service', `${i}${long}`)
    expect(await collect()).toMatchObject({ ok: true, value: { lines: 8, gaps: 0 } })
    expect(
      messages(text.get('journal:all'))
        .map((message) => message.slice(0, 1))
        .join(''),
    ).toBe('01234567')
    expect(logs.commands.filter((words) => words.includes('journal')).length).toBeGreaterThan(3)
  })

  it('gives only the entries of the units that are named', async () => {
    const { logs, text, collect } = followed(['b.service', 'a.service'])
    logs.log('a.service', 'one')
    logs.log('c.service', 'two')
    logs.log('b.service', 'three')
    await collect()
    expect(messages(text.get('journal:a.service,b.service'))).toEqual(['one', 'three'])
  })

  it('has a gap when the entry up to which it was read is gone, and goes on with what is left', async () => {
    const { logs, text, stored, collect } = followed()
    logs.log('a.service', 'one')
    await collect()
    logs.log('a.service', 'two')
    logs.log('a.service', 'three')
    logs.journal.splice(0, 2)
    expect(await collect()).toMatchObject({
      ok: true,
      value: {
        lines: 1,
        gaps: 1,
        findings: [{ file: 'journal:all', bytes: 1, exact: false }],
        notes: [expect.stringContaining('the journal of sip01 no longer holds the entry')],
      },
    })
    expect([messages(text.get('journal:all')), stored.gap]).toEqual([['one', 'three'], 1])
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0, bytes: 0 } })
  })

  it('says its gap once when nothing at all is left of it', async () => {
    const { logs, collect } = followed()
    logs.log('a.service', 'one')
    await collect()
    logs.journal.length = 0
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 1 } })
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
  })

  it('leaves the files of the host counted when it cannot be read', async () => {
    const { logs, text, collect } = followed()
    logs.append('sip.log', 'one\n')
    logs.answer = (words) => (words[4] === 'journal' ? commandOutcome('', 69) : undefined)
    expect(await collect()).toMatchObject({ ok: false, problem: { code: 'tools-missing' } })
    expect(text.get('sip.log')).toBe('one\n')
  })

  it('that the login user may not read says which group may', async () => {
    const { logs, collect } = followed(['b.service'])
    logs.append('sip.log', 'one\n')
    logs.answer = (words) => (words[4] === 'journal' ? commandOutcome('', 77) : undefined)
    expect(await collect()).toMatchObject({
      problem: {
        message: 'the login user of sip01 may not read the journal (b.service)',
        next: 'add the user to the group systemd-journal, or turn the journal off for this host',
      },
    })
  })

  it('counts what it gave before the link broke in the middle of it, and gives the rest once', async () => {
    const { logs, text, events, offsets, collect, collectAll } = followed()
    logs.append('sip.log', 'file\n')
    const long = 'x'.repeat(700_000)
    for (let i = 0; i < 8; i += 1) logs.log('a.service', `${i}${long}`)
    const told = (): string =>
      messages(text.get('journal:all'))
        .map((message) => message.slice(0, 1))
        .join('')
    let pieces = 0
    const broken = problem('connection-lost', 'the link broke')
    logs.answer = (words) => {
      if (words[4] !== 'journal') return undefined
      pieces += 1
      return pieces === 3
        ? { ...commandOutcome(''), ending: { kind: 'lost', problem: broken } }
        : undefined
    }
    const given = { lines: 5, files: 2, gaps: 0 }
    expect(await collectAll()).toMatchObject({ result: bad(broken), seen: true, read: given })
    expect(told()).toBe('0123')
    const to = Buffer.byteLength(text.get('journal:all') ?? '')
    expect(events.at(-1)).toMatchObject({ file: 'journal:all', from: 0, to, lines: 4 })
    expect(offsets.get('journal:all')).toMatchObject({ inode: 'c4', offset: to })
    expect(await collect()).toMatchObject({ ok: true, value: { lines: 4, files: 1, gaps: 0 } })
    expect(told()).toBe('01234567')
    expect(events.at(-1)).toMatchObject({ file: 'journal:all', from: to, lines: 4 })
  })

  it('must come as JSON with cursors', async () => {
    const { logs, collect } = followed()
    logs.log('a.service', 'one')
    logs.answer = (words) =>
      words[4] === 'journal'
        ? commandOutcome(
            JSON.stringify({
              file: 'all',
              device: 'journal',
              inode: 'journal',
              size: 0,
              offset: 0,
              length: 6,
              packing: 'plain',
              data: Buffer.from('hello\n').toString('base64'),
            }),
          )
        : undefined
    expect(await collect()).toMatchObject({
      ok: false,
      problem: { message: 'the journal of sip01 was not given as JSON with cursors' },
    })
  })
})

it.each([
  ['', undefined],
  ['{"__CURSOR":"a"', undefined],
  ['{"__CURSOR":"a"}\n', 'a'],
  ['{"__CURSOR":"a"}\n{"__CURSOR":"b"}\n{"__CURSOR":"c"', 'b'],
  ['no JSON\n', undefined],
  ['{"MESSAGE":"a"}\n', undefined],
])('the last whole entry of %j has the cursor %j', (text, cursor) => {
  expect(ok(lastCursor(Buffer.from(text)))).toEqual(ok(cursor))
})
