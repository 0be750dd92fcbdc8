import { afterEach, beforeEach, expect, it } from 'vitest'
import type { LogOffset } from '../../../main/data/protocol.ts'
import { createLogCollector } from '../../../main/logs/collector.ts'
import { ok } from '../../../shared/base/result.ts'
import { HostName } from '../../../shared/domain/ids.ts'
import type { JournalEvent } from '../../../shared/domain/journal.ts'
import { instant } from '../../../shared/domain/time.ts'
import { commandOutcome } from '../../helpers/log-host.ts'
import { operate, startTestLab } from '../../helpers/lab.ts'
import type { TestLab } from '../../helpers/lab.ts'

let lab: TestLab
beforeEach(async () => {
  lab = await startTestLab({ rate: 1 })
})
afterEach(() => lab.stop())

const hosts = ['src-sip-us', 'src-web', 'tgt-db', 'dsbc-a'].map((name) => HostName.parse(name))
const not = () => Promise.reject(new Error('logs are only read'))

it('follows the logs of the lab over five nights of rotation by renaming, packing and truncating', async () => {
  const offsets = new Map<string, LogOffset>()
  const text = new Map<string, string>()
  const events: JournalEvent[] = []
  const collector = createLogCollector({
    pool: {
      exec: async (host, [operation = '', ...words]) => {
        if (operation === 'date') return commandOutcome(`${(lab.now() / 1000).toFixed(9)}\n`)
        const names = ['file', 'offset', 'limit', 'source', 'packing', 'cursor']
        const args = Object.fromEntries(words.map((word, i) => [names[i] ?? '', word]))
        return commandOutcome(JSON.stringify(await operate(lab, host, operation, args)))
      },
      step: not,
      stepStatus: not,
    },
    clock: { now: () => instant(lab.now()), monotonicMs: () => performance.now() },
    settings: () => ({ journal: 'all' }),
    commands: (_, operation, __, args) => [operation, ...Object.values(args).map(String)],
    data: {
      logOffsets: async (host) => [...offsets.values()].filter((offset) => offset.host === host),
      async ingestLog({ host, file, bytes, next }) {
        offsets.set(`${host} ${file}`, next)
        const added = Buffer.from(bytes).toString('latin1')
        text.set(`${host} ${file}`, (text.get(`${host} ${file}`) ?? '') + added)
        return ok({ lines: added.split('\n').length - 1, errors: 0, warnings: 0 })
      },
      async append(added) {
        events.push(...added)
        return ok({ seq: events.length, hash: '' })
      },
    },
  })
  let gaps = 0
  for (let half = 0; half < 10; half += 1) {
    const results = await collector.collect({ hosts })
    for (const { host, result } of results) {
      if (!result.ok) throw new Error(`${host}: ${result.problem.message}`)
      gaps += result.value.gaps
    }
    lab.advanceTo(lab.now() + 12 * 3_600_000)
  }
  const rotated = events.filter((e) => e.kind === 'logs.fetched' && /\.\d(\.gz)?$/.test(e.file))
  expect(gaps).toBe(0)
  expect(rotated.length).toBeGreaterThan(5)
  // A byte that was read twice or left out would break a line or bring a whole run of lines twice.
  for (const [log, content] of text) {
    if (log.includes('journal')) continue
    const lines = content.split('\n')
    const broken = lines
      .slice(0, -1)
      .filter((line) => !/^(\d{4}-|\w{3} [ \d]\d |[\d.]+ )/.test(line))
    const first = new Map(lines.map((line, i) => [line, i] as const).toReversed())
    const again = lines.filter((line, i) => (first.get(line) ?? i) < i - 3)
    const share = again.length / lines.length
    expect({ log, end: lines.at(-1), broken, again: share > 0.05 }).toEqual({
      log,
      end: '',
      broken: [],
      again: false,
    })
  }
  const journals = [...text].filter(([log]) => log.includes('journal'))
  expect(journals).toHaveLength(hosts.length)
  for (const [, content] of journals) {
    const numbers = content
      .split('\n')
      .slice(0, -1)
      .map((line) => Number.parseInt(/;i=([0-9a-f]+);/.exec(line)?.[1] ?? '', 16))
    const first = numbers[0] ?? 0
    expect(numbers).toEqual(numbers.map((_, i) => first + i))
    expect(numbers.length).toBeGreaterThan((4.4 * 86_400_000) / 20_000)
  }
})
