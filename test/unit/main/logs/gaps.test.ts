import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logCollection } from '../../../helpers/log-collection.ts'

/** A log of which `one` was read and `two` was written and rotated away. */
async function rotatedAway() {
  const made = logCollection()
  made.logs.append('sip.log', 'one\n')
  await made.collect()
  made.logs.append('sip.log', 'two\n')
  made.logs.rename('sip.log')
  made.logs.append('sip.log', 'three\n')
  return made
}

describe('gaps of logs', () => {
  it.each(['gz', 'zst', 'bz2', 'xz'] as const)(
    'are none when a log was packed as %s',
    async (ending) => {
      const { logs, text, collect } = await rotatedAway()
      logs.compress('sip.log.1', ending)
      expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
      expect(text.get('sip.log')).toBe('one\ntwo\nthree\n')
    },
  )

  it.each([
    ['bz2', 'bzip2'],
    ['xz', 'xz'],
  ] as const)('name the program for %s that the host lacks, once', async (ending, program) => {
    const { logs, text, stored, collect } = await rotatedAway()
    logs.programs.delete(program)
    logs.compress('sip.log.1', ending)
    expect(await collect()).toMatchObject({
      ok: true,
      value: {
        gaps: 1,
        findings: [{ file: 'sip.log', from: 4, bytes: 1, exact: false }],
        notes: [expect.stringContaining(`the program ${program} is missing there; install it`)],
      },
    })
    expect([text.get('sip.log'), stored.gap]).toEqual(['one\nthree\n', 1])
    logs.append('sip.log', 'four\n')
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0, lines: 1 } })
  })

  it('are said once of a whole file that cannot be unpacked, and reading goes on', async () => {
    const { logs, text, collect } = await rotatedAway()
    logs.rename('sip.log')
    logs.compress('sip.log.1', 'xz')
    logs.append('sip.log', 'four\n')
    logs.programs.delete('xz')
    expect(await collect()).toMatchObject({
      ok: true,
      value: { gaps: 1, findings: [{ file: 'sip.log.1.xz', from: 0 }] },
    })
    expect(text.get('sip.log')).toBe('one\ntwo\nfour\n')
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
  })

  it('tell up to where a damaged file could be unpacked', async () => {
    const { logs, text, collect } = await rotatedAway()
    logs.rename('sip.log')
    const long = `${Array.from({ length: 200_000 }, (_, i) => `line ${i * 7919}`).join('\n')}\n`
    logs.append('sip.log', long)
    logs.rename('sip.log')
    logs.compress('sip.log.1')
    logs.append('sip.log', 'four\n')
    const packed = logs.files.get('sip.log.1.gz')
    if (packed === undefined) throw new Error('not packed')
    packed.data = packed.data.subarray(0, packed.data.length / 2)
    const collected = await collect()
    const read = text.get('sip.log') ?? ''
    const whole = `one\ntwo\nthree\n${long}`
    const given = read.length - 'four\n'.length - 'one\ntwo\nthree\n'.length
    expect(given).toBeGreaterThan(100_000)
    expect(whole.startsWith(read.slice(0, -'four\n'.length))).toBe(true)
    expect(read.endsWith('four\n')).toBe(true)
    expect(collected).toMatchObject({
      ok: true,
      value: { gaps: 1, findings: [{ file: 'sip.log.1.gz', from: given, bytes: 1 }] },
    })
  })

  it('have the size of a rotated file that went between listing and reading', async () => {
    const { logs, text, stored, collect } = await rotatedAway()
    logs.rename('sip.log')
    logs.append('sip.log', 'four\n')
    logs.answer = ([operation, file]) => {
      if (operation === 'log-read' && file === 'sip.log.2') logs.files.delete('sip.log.1')
      return undefined
    }
    expect(await collect()).toMatchObject({
      ok: true,
      value: { findings: [{ file: 'sip.log.1', from: 0, bytes: 6, exact: true }] },
    })
    expect([text.get('sip.log'), stored.gap]).toEqual(['one\ntwo\nfour\n', 6])
  })

  it('are none when a rotated file was packed between listing and reading', async () => {
    const { logs, text, collect } = await rotatedAway()
    logs.rename('sip.log')
    logs.append('sip.log', 'four\n')
    logs.answer = ([operation, file]) => {
      if (operation === 'log-read' && file === 'sip.log.2') logs.compress('sip.log.1')
      return undefined
    }
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
    expect(text.get('sip.log')).toBe('one\ntwo\nthree\nfour\n')
  })

  it('name a rotated file that was removed before anybody saw it', async () => {
    const { logs, text, collect } = await rotatedAway()
    logs.rename('sip.log')
    logs.append('sip.log', 'four\n')
    logs.files.delete('sip.log.1')
    expect(await collect()).toMatchObject({
      ok: true,
      value: { notes: ['sip.log.1 was rotated and removed before it could be read'] },
    })
    expect(text.get('sip.log')).toBe('one\ntwo\nfour\n')
  })

  it('have the size of what a program wrote to a log after it was rotated and read', async () => {
    const { logs, text, stored, collect } = await rotatedAway()
    await collect()
    logs.append('sip.log.1', 'late\n')
    expect(await collect()).toMatchObject({
      ok: true,
      value: { findings: [{ file: 'sip.log.1', from: 8, bytes: 5, exact: true }] },
    })
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
    expect([text.get('sip.log'), stored.gap]).toEqual(['one\ntwo\nthree\n', 5])
  })

  it('are none when packing a log gives it a new time', async () => {
    const { logs, text, collect } = await rotatedAway()
    await collect()
    logs.compress('sip.log.1')
    const packed = logs.files.get('sip.log.1.gz')
    if (packed === undefined) throw new Error('not packed')
    packed.mtimeMs = 1e9
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0, bytes: 0 } })
    expect(text.get('sip.log')).toBe('one\ntwo\nthree\n')
  })

  it('have the size of what was written late to a log that was packed then', async () => {
    const { logs, text, collect } = await rotatedAway()
    await collect()
    logs.append('sip.log.1', 'late\n')
    logs.compress('sip.log.1', 'bz2')
    expect(await collect()).toMatchObject({
      ok: true,
      value: { gaps: 1, findings: [{ file: 'sip.log.1.bz2', bytes: 5, exact: true }] },
    })
    expect(text.get('sip.log')).toBe('one\ntwo\nthree\n')
  })

  it('are none when a program writes on to a renamed log and the new one is still empty', async () => {
    const { logs, text, collect } = logCollection()
    logs.append('sip.log', 'one\n')
    await collect()
    logs.rename('sip.log')
    logs.append('sip.log', '')
    await collect()
    logs.append('sip.log.1', 'two\n')
    await collect()
    logs.append('sip.log', 'three\n')
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
    expect(text.get('sip.log')).toBe('one\ntwo\nthree\n')
  })

  it('are none of a log that was empty at the first look and was rotated in between', async () => {
    const { logs, text, collect } = logCollection()
    logs.append('sip.log', '')
    await collect()
    logs.append('sip.log', 'one\n')
    logs.copyTruncate('sip.log')
    logs.append('sip.log', 'two\n')
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
    expect(text.get('sip.log')).toBe('one\ntwo\n')
  })

  it('never hide a half last line: it is counted when its end has come', async () => {
    const { logs, text, collect } = logCollection()
    logs.append('sip.log', 'one\ntw')
    expect(await collect()).toMatchObject({ ok: true, value: { lines: 1 } })
    logs.append('sip.log', 'o\n')
    expect(await collect()).toMatchObject({ ok: true, value: { lines: 1 } })
    expect(text.get('sip.log')).toBe('one\ntwo\n')
  })

  it('reads what was rotated since the asked time at the first look', async () => {
    const { logs, text, collect } = await rotatedAway()
    text.clear()
    const fresh = logCollection()
    for (const [file, log] of logs.files) fresh.logs.files.set(file, log)
    await fresh.collect({ since: 0 as never })
    expect(fresh.text.get('sip.log')).toBe('one\ntwo\nthree\n')
    expect(await collect()).toMatchObject({ ok: true })
  })
})

const action = fc.oneof(
  { weight: 6, arbitrary: fc.constant('write' as const) },
  { weight: 2, arbitrary: fc.constant('write half' as const) },
  { weight: 2, arbitrary: fc.constant('write much' as const) },
  { weight: 4, arbitrary: fc.constant('collect' as const) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'rename' as const,
      'copy' as const,
      'gz',
      'zst',
      'bz2',
      'xz' as const,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'truncate' as const,
      'delete .1' as const,
      'delete .2' as const,
      'write late' as const,
      'rotate while reading' as const,
      'pack while reading' as const,
      'copy between pieces' as const,
      'truncate between pieces' as const,
      'no xz' as const,
      'restart' as const,
    ),
  },
)
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

/** What can lose bytes that nobody has read. */
const losing = new Set<Action>([
  'truncate',
  'truncate between pieces',
  'delete .1',
  'delete .2',
  'write late',
  'no xz',
])

/** More than a first piece, and nowhere like another one. */
const much = (n: number): string => `${n};`.repeat(Math.ceil(600_000 / `${n};`.length))
const tokens = /<\d+>[\d;]*\n?/g

async function runHistory(actions: readonly Action[]) {
  const made = logCollection()
  const { logs } = made
  let written = ''
  const late = new Set<string>()
  let next = 0
  let gaps = 0
  /** Rotations since the last look: more than are kept lose bytes. */
  let rotations = 0
  let mayLose = false
  let isBlind = false
  const write = (file: string, end: string, isLong = false): void => {
    next += 1
    const token = `<${next}>${isLong ? much(next) : ''}${end}`
    if (file === 'sip.log') written += token
    else late.add(token)
    logs.append(file, token)
  }
  const collect = async (): Promise<void> => {
    const collected = await made.collect()
    logs.answer = () => undefined
    if (collected.ok) gaps += collected.value.gaps
    else expect(collected.problem.code).toBe('precondition')
    rotations = 0
  }
  const rotate = (how: 'rename' | 'copy'): void => {
    if (!logs.files.has('sip.log')) return
    rotations += 1
    if (how === 'rename') logs.rename('sip.log')
    else logs.copyTruncate('sip.log')
    if (rotations > 4) mayLose = true
  }
  const remove = (file: string): void => {
    // Nor of lines that came late to a file that was read, and went with it.
    const found = logs.files.get(file)?.data.toString().match(tokens) ?? []
    if (found.some((token) => late.has(token))) isBlind = true
    // Nor of a file that came and went after a look at an empty log.
    if (made.offsets.get('sip.log')?.offset === 0) isBlind = true
    logs.files.delete(file)
  }
  const whileReading = (change: () => void, isThen = (_offset: number) => true): void => {
    let done = false
    logs.answer = ([operation, file, offset]) => {
      if (operation === 'log-read' && !done && isThen(file === 'sip.log' ? Number(offset) : 0)) {
        done = true
        change()
      }
      return undefined
    }
  }
  const truncate = (): void => {
    // Nobody can tell that bytes were lost of a file that nobody has seen.
    const [first] = (logs.files.get('sip.log')?.data.toString() ?? '').match(/<\d+>/) ?? []
    if (first !== undefined && made.text.get('sip.log')?.includes(first) !== true) isBlind = true
    logs.truncate('sip.log')
  }
  for (const what of actions) {
    if (losing.has(what)) mayLose = true
    if (what === 'write') write('sip.log', '\n')
    else if (what === 'write half') write('sip.log', '')
    else if (what === 'write much') write('sip.log', '\n', true)
    else if (what === 'write late') {
      if (logs.files.has('sip.log.1')) write('sip.log.1', '\n')
    } else if (what === 'collect') await collect()
    else if (what === 'rename' || what === 'copy') rotate(what)
    else if (what === 'truncate') truncate()
    else if (what === 'delete .1') remove('sip.log.1')
    else if (what === 'delete .2') remove('sip.log.2')
    else if (what === 'rotate while reading') whileReading(() => rotate('rename'))
    else if (what === 'pack while reading') whileReading(() => logs.compress('sip.log.1'))
    else if (what === 'copy between pieces' || what === 'truncate between pieces')
      whileReading(
        () => {
          if (what === 'copy between pieces') rotate('copy')
          else truncate()
          // As many bytes as were there, and more.
          write('sip.log', '\n', true)
          write('sip.log', '\n', true)
        },
        // Of a file that nobody has read from, its copy is a gap: nothing tells it from one that was read.
        (offset) => offset > 0,
      )
    else if (what === 'restart') {
      // What only memory can tell of is not told; nothing is read twice all the same.
      made.restart()
      isBlind = true
      mayLose = true
    } else if (what === 'no xz') logs.programs.delete('xz')
    else logs.compress('sip.log.1', what)
  }
  logs.answer = () => undefined
  write('sip.log', '\n')
  await collect()
  return { ...made, written, late, gaps, mayLose, isBlind, last: await made.collect() }
}

const runs = Number(process.env['LOG_RUNS'] ?? 300)

it(
  'reads every write exactly once or declares a gap, whatever happens to a log',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
        // The first look comes before anything is rotated: older files are not asked for.
        const all: Action[] = ['write', 'collect', ...actions]
        const { text, written, late, gaps, mayLose, isBlind, last } = await runHistory(all)
        const read = (text.get('sip.log') ?? '').match(tokens) ?? []
        expect(new Set(read).size).toBe(read.length)
        if (gaps === 0 && !isBlind) {
          expect(read.filter((token) => !late.has(token)).join('')).toBe(written)
          expect(read.filter((token) => late.has(token))).toHaveLength(late.size)
        }
        if (!mayLose) expect(gaps).toBe(0)
        expect(last).toMatchObject({ ok: true, value: { bytes: 0, gaps: 0 } })
      }),
      { numRuns: runs },
    )
  },
  30_000 + 20 * runs,
)
