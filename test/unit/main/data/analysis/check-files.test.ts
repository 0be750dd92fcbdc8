import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkLogFiles } from '../../../../../main/data/analysis/check-files.ts'
import type { FileCheckOrder, LogFeed } from '../../../../../main/data/analysis/check-files.ts'
import { CustomerId } from '../../../../../shared/domain/ids.ts'
import { problem, ProblemError } from '../../../../../shared/domain/problems.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { resultBytes } from '../../../../../shared/log-rules/judge.ts'
import type { Side } from '../../../../../shared/log-rules/types.ts'

const ada = CustomerId.parse('10017')
const bo = CustomerId.parse('10018')
const referenceAt = instant(Date.UTC(2026, 5, 15))

const time = (minute: number): string =>
  `Jun 14 ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00`

/** What every hour of this host says. */
const routine = (host: string, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => from + i).flatMap((minute) => [
    `${time(minute)} ${host} app[7]: INFO heartbeat ${minute} ok`,
    ...(minute % 10 === 0
      ? [`${time(minute)} ${host} app[7]: ERROR cannot reach 10.0.0.${minute % 7}: timed out`]
      : []),
  ])

const feed = (side: Side, host: string, lines: readonly string[], cut = 1000): LogFeed => ({
  host,
  file: 'app.log',
  side,
  async *read() {
    const bytes = Buffer.from(`${lines.join('\n')}\n`)
    for (let from = 0; from < bytes.length; from += cut) yield bytes.subarray(from, from + cut)
  },
})

const order = (feeds: readonly LogFeed[], more: Partial<FileCheckOrder> = {}): FileCheckOrder => ({
  feeds,
  every: false,
  referenceAt,
  customers: [
    { id: ada, name: 'Ada Ltd', accounts: [{ id: '12025550147' }] },
    { id: bo, name: 'Bo Ltd', accounts: [{ id: '12025550148' }] },
  ],
  moved: [ada],
  signatures: [],
  ...more,
})

const quiet = (): LogFeed[] => [
  feed('before', 'sip1', routine('sip1', 0, 600)),
  feed('before', 'sip2', routine('sip2', 0, 600)),
  feed('after', 'sip1', routine('sip1', 600, 780)),
  feed('after', 'sip2', routine('sip2', 600, 780)),
]

const withFault = (line: string): LogFeed[] => [
  ...quiet().slice(0, 3),
  feed('after', 'sip2', [...routine('sip2', 600, 700), line, ...routine('sip2', 700, 780)]),
]

describe('check of files', () => {
  it('passes logs that say what they said before', async () => {
    const { result, files } = await checkLogFiles(order(quiet()))
    expect(result.verdict).toBe('pass')
    expect(files.map(({ side, host, format }) => `${side} ${host} ${format?.id ?? ''}`)).toEqual([
      'before sip1 syslog',
      'before sip2 syslog',
      'after sip1 syslog',
      'after sip2 syslog',
    ])
  })

  it('fails a batch for one new line that names a moved customer, and names that customer alone', async () => {
    const line = `${time(700)} sip2 app[7]: ERROR no rate plan for account 12025550147, call rejected`
    const { result } = await checkLogFiles(order(withFault(line)))
    expect(result.verdict).toBe('fail')
    expect(result.customers).toMatchObject([{ customer: ada, verdict: 'fail' }])
    expect(result.groups[0]).toMatchObject({
      verdict: 'new',
      weight: 'stop',
      hosts: ['sip2'],
      moved: [ada],
      customers: [{ customer: ada, count: 1, unsure: false, by: 'account' }],
    })
  })

  it('does not fail a batch for a customer outside it', async () => {
    const line = `${time(700)} sip2 app[7]: ERROR no rate plan for account 12025550148, call rejected`
    const { result } = await checkLogFiles(order(withFault(line)))
    expect(result.verdict).toBe('inconclusive')
    expect(result.groups[0]).toMatchObject({ moved: [], customers: [{ customer: bo }] })
  })

  it.each([false, true])(
    'finds whose call an error names by a line of no trouble on another host (every line: %s)',
    async (every) => {
      const id = '3c2a9b10-77aa-4c1e-9f00-1122334455ee'
      const feeds = [
        feed('after', 'sip1', [
          ...routine('sip1', 600, 690),
          `${time(690)} sip1 app[7]: INFO call ${id} from account 12025550147`,
          ...routine('sip1', 690, 780),
        ]),
        ...withFault(`${time(700)} sip2 app[7]: ERROR bridge of ${id} broke, no codec`).filter(
          ({ side, host }) => side === 'before' || host === 'sip2',
        ),
      ]
      const { result } = await checkLogFiles(order(feeds, { every }))
      const found = result.groups.find(({ template }) => template.text.includes('no codec'))
      expect(found).toMatchObject({ verdict: 'new', customers: [{ customer: ada, by: 'call-id' }] })
    },
  )

  it('sees with every line that a regular message has stopped', async () => {
    const silent = routine('sip2', 600, 780).filter((line) => !line.includes('heartbeat'))
    const feeds = [feed('before', 'sip2', routine('sip2', 0, 600)), feed('after', 'sip2', silent)]
    const { result } = await checkLogFiles(order(feeds, { every: true }))
    expect(result.groups.filter(({ verdict }) => verdict === 'gone')).toMatchObject([
      { template: { text: expect.stringContaining('heartbeat') } },
    ])
  })

  it('gives the same bytes for every order of the files and every cut of their bytes', async () => {
    const line = `${time(700)} sip2 app[7]: ERROR no rate plan for account 12025550147, call rejected`
    const [a, b, c] = await Promise.all([
      checkLogFiles(order(withFault(line))),
      checkLogFiles(order(withFault(line).toReversed())),
      checkLogFiles(
        order([
          ...quiet().slice(0, 3),
          feed(
            'after',
            'sip2',
            [...routine('sip2', 600, 700), line, ...routine('sip2', 700, 780)],
            7,
          ),
        ]),
      ),
    ])
    expect(resultBytes(b.result)).toBe(resultBytes(a.result))
    expect(resultBytes(c.result)).toBe(resultBytes(a.result))
  })

  it('counts every line in as a record, a continuation or a refused line', async () => {
    const trace = ['java.lang.X: y', '\tat a.b(C.java:1)']
    const lines = [...routine('sip1', 600, 630), ...trace, 'x'.repeat(1_100_000)]
    const { result } = await checkLogFiles(
      order([...quiet().slice(0, 2), feed('after', 'sip1', lines, 65_536)]),
    )
    const { lines: all, records, continuations, refused } = result.figures.after
    expect(all).toBe(lines.length)
    expect(records + continuations + refused).toBe(all)
    expect(refused).toBe(1)
  })

  it('goes on without a log that cannot be read, says so, and cannot pass', async () => {
    const broken: LogFeed = {
      host: 'sip3',
      file: 'old.log.gz',
      side: 'after',
      // oxlint-disable-next-line require-yield -- it breaks before its first piece
      async *read() {
        throw new ProblemError(problem('bad-input', 'old.log.gz is damaged'))
      },
    }
    const { result } = await checkLogFiles(order([...quiet(), broken]))
    expect(result.verdict).toBe('inconclusive')
    expect(result.gaps).toContain(
      'sip3 old.log.gz (after) was read for 0 bytes only: old.log.gz is damaged',
    )
  })

  it('says that lines of information were left out, where only trouble is compared', async () => {
    const { result } = await checkLogFiles(order(quiet()))
    expect([result.verdict, result.notes]).toEqual([
      'pass',
      [
        'lines of information were not compared: nobody can say that one stopped, has a new code or is a known failure',
      ],
    ])
    expect((await checkLogFiles(order(quiet(), { every: true }))).result.notes).toBeUndefined()
  })

  it('compares lines without times by their share, and says that it did', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => `worker ${i} done`)
    const { result } = await checkLogFiles(
      order(
        [
          feed('before', 'x', lines),
          feed('after', 'x', [...lines, 'worker 3: ERROR: disk is gone for good']),
        ],
        { every: true },
      ),
    )
    expect(result.gaps).toContain(
      'x: its lines have no times, so rates were compared by shares of lines',
    )
    expect(result.groups[0]).toMatchObject({ verdict: 'new', after: { count: 1 } })
  })

  const text = `${time(700)} sip2 app[7]: ERROR no rate plan for account 12025550147\n`.repeat(50)
  const of = (bytes: Buffer): LogFeed => ({
    host: 'sip2',
    file: 'odd.log',
    side: 'after',
    async *read() {
      yield bytes
    },
  })

  it.each([
    ['UTF-16', Buffer.from(text, 'utf16le')],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    [
      'packed by a program that nobody knows',
      deflateRawSync(text + routine('sip2', 0, 900).join('\n')),
    ],
  ])('cannot pass with a file that is no text: %s', async (_, bytes) => {
    const { result, files } = await checkLogFiles(order([...quiet(), of(bytes)]))
    expect([result.verdict, result.gaps]).toEqual([
      'inconclusive',
      [
        'sip2 odd.log (after) is no text: it is packed, or written in UTF-16; unpack or convert it first',
      ],
    ])
    expect(files.find(({ file }) => file === 'odd.log')).toMatchObject({ bytes: 0, lines: 0 })
  })

  it.each([
    ['Latin-1', Buffer.from(text.replaceAll('plan', 'plän'), 'latin1')],
    [
      'Cyrillic of one byte',
      Buffer.from(text.replaceAll('plan', '\u00ef\u00eb\u00e0\u00ed'), 'latin1'),
    ],
    ['with colours', Buffer.from(text.replaceAll('ERROR', '\u001b[31mERROR\u001b[0m'))],
    ['with a hole after its first line', Buffer.from(text.replace('\n', `\n${'\0'.repeat(9000)}`))],
    ['with a hole at its beginning', Buffer.from('\0'.repeat(9000) + text)],
  ])('takes for text what is %s', async (_, bytes) => {
    const { result } = await checkLogFiles(order([...quiet(), of(bytes)]))
    expect([result.verdict, result.gaps]).toEqual(['fail', []])
  })
})
