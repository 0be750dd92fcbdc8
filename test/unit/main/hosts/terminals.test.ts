import { describe, expect, it } from 'vitest'
import { createTerminals } from '../../../../main/hosts/terminals.ts'
import type { TerminalParts } from '../../../../main/hosts/terminals.ts'
import type { ShellChannel } from '../../../../main/ssh/shell-channel.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { must } from '../../../helpers/lab-engine.ts'

const size = { cols: 80, rows: 24 }
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Terminals over shells that the test plays. */
function terminals(parts: Partial<TerminalParts> = {}) {
  const log: string[] = []
  const shown: string[] = []
  const shells: { say(text: string | Buffer): void; leave(why: string): void }[] = []
  let now = 0
  const shell = (host: string): ShellChannel => {
    let onOutput: (chunk: Buffer) => void = () => undefined
    let onEnd: (why: string) => void = () => undefined
    shells.push({
      say: (text) => onOutput(Buffer.from(text)),
      leave: (why) => onEnd(why),
    })
    return {
      onOutput: (listener) => (onOutput = listener),
      onEnd: (listener) => (onEnd = listener),
      write: (text) => void log.push(`${host} < ${text}`),
      resize: ({ cols, rows }) => void log.push(`${host} is ${cols}x${rows}`),
      pause: () => void log.push('pause'),
      resume: () => void log.push('resume'),
      close: () => void log.push(`close ${host}`),
    }
  }
  const made = createTerminals({
    shell: async (host) => ok(shell(host)),
    note: async ({ by, text }) => {
      log.push(`${by}: ${text}`)
      return ok(undefined)
    },
    refuse: async () => undefined,
    nowMs: () => (now += 1000),
    ...parts,
  })
  const events = {
    onOutput: (_id: string, bytes: Uint8Array) => void shown.push(Buffer.from(bytes).toString()),
    onEnd: (_id: string, why: string) => void shown.push(`end: ${why}`),
  }
  const open = (host = 'db1') => made.open(host, size, 'ana', events)
  return { ...made, open, log, shown, shells }
}

describe('a terminal', () => {
  it('is journaled before it is opened and when it ends, without what was typed and shown', async () => {
    const made = terminals()
    const id = must(await made.open())
    expect(made.log).toEqual(['ana: opens a terminal on db1'])
    made.write(id, 'mysql -psecret\r')
    made.shells[0]?.say('secret output')
    made.shells[0]?.leave('exit code 0')
    await turn()
    expect(made.shown).toEqual(['secret output', 'end: exit code 0'])
    expect(made.log.filter((line) => line.startsWith('ana:'))).toEqual([
      'ana: opens a terminal on db1',
      'ana: terminal on db1 closed after 1.0 s: exit code 0',
    ])
  })

  it('is not opened when it cannot be journaled, or is refused', async () => {
    const full = problem('disk-full', 'no space')
    const unnoted = terminals({ note: async () => bad(full) })
    expect(await unnoted.open()).toEqual(bad(full))
    const refused = terminals({ refuse: async () => problem('not-allowed', 'read only') })
    expect(await refused.open()).toMatchObject({ ok: false })
    expect([unnoted.shells.length, refused.shells.length, refused.log]).toEqual([0, 0, []])
  })

  it('is closed with its view also when its end cannot be journaled', async () => {
    let gone = false
    const made = terminals({
      note: async () => {
        if (gone) throw new Error('the data process is gone')
        return ok(undefined)
      },
    })
    await made.open('db1')
    await made.open('db2')
    gone = true
    await expect(made.closeAll()).resolves.toBeUndefined()
    expect(made.log).toEqual(['close db1', 'close db2'])
  })

  it('that comes up after its view was closed is closed at once, and takes no place', async () => {
    const coming = Promise.withResolvers<void>()
    const made = terminals({ refuse: () => coming.promise.then(() => undefined) })
    const opening = [made.open(), made.open()]
    await made.closeAll()
    coming.resolve()
    for (const opened of await Promise.all(opening)) expect(opened).toMatchObject({ ok: false })
    expect(made.log.filter((line) => line === 'close db1')).toHaveLength(2)
    expect(made.log.at(-1)).toBe('ana: terminal on db1 closed after 1.0 s: closed with its view')
    must(await made.open())
  })

  it('is noted as not opened when the host does not give a shell', async () => {
    const gone = problem('host-unreachable', 'db1 does not answer')
    const made = terminals({ shell: async () => bad(gone) })
    expect(await made.open()).toEqual(bad(gone))
    expect(made.log.at(-1)).toBe(
      'ana: the terminal on db1 could not be opened: db1 does not answer',
    )
  })

  it('leaves channels of the connection to runs: two on a host, eight in all, also when asked at once', async () => {
    const made = terminals()
    const three = await Promise.all([made.open(), made.open(), made.open()])
    expect(three.map(({ ok: opened }) => opened)).toEqual([true, true, false])
    for (const host of ['db2', 'db3', 'db4']) await Promise.all([made.open(host), made.open(host)])
    expect(await made.open('db5')).toMatchObject({ ok: false, problem: { code: 'not-allowed' } })
  })

  it('slows the host down while the reader has not shown what came, and lets it go on then', async () => {
    const made = terminals()
    const id = must(await made.open())
    const chunk = Buffer.alloc(300 * 1024)
    made.shells[0]?.say(chunk)
    await turn()
    expect(made.log).not.toContain('pause')
    made.shells[0]?.say(chunk)
    await turn()
    made.shells[0]?.say(chunk)
    await turn()
    expect(made.log.filter((line) => line === 'pause')).toHaveLength(1)
    made.confirm(id, chunk.length)
    expect(made.log).not.toContain('resume')
    made.confirm(id, 2 * chunk.length)
    expect(made.log.at(-1)).toBe('resume')
  })

  it('sends what comes in one turn as one piece', async () => {
    const made = terminals()
    must(await made.open())
    for (const letter of 'hello') made.shells[0]?.say(letter)
    await turn()
    expect(made.shown).toEqual(['hello'])
  })

  it('takes nothing more once it is closed, and ends once', async () => {
    const made = terminals()
    const id = must(await made.open())
    made.close(id)
    made.write(id, 'rm')
    made.shells[0]?.leave('exit code 0')
    await made.closeAll()
    expect(made.shown).toEqual(['end: closed here'])
    expect(made.log.filter((line) => line.includes('<'))).toEqual([])
  })

  it('of an id that was never made takes nothing', async () => {
    const made = terminals()
    must(await made.open())
    made.write('guessed', 'reboot\r')
    made.resize('guessed', size)
    made.confirm('guessed', 1)
    expect(made.log).toEqual(['ana: opens a terminal on db1'])
  })

  it('ends with its view, journaled before that is answered', async () => {
    const made = terminals()
    must(await made.open('db1'))
    must(await made.open('db2'))
    await made.closeAll()
    expect(made.log.filter((line) => line.includes('closed after'))).toHaveLength(2)
  })
})
