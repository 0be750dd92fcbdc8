import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { mostPlainShapes } from '../../../main/data/store/log-tallies.ts'
import type { DataApi, StoredLogCheck } from '../../../main/data/protocol.ts'
import { HostName } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import {
  batch,
  check,
  customers,
  day,
  host,
  line,
  logOf,
  moved,
  night,
  seen,
} from './batch-logs.ts'
import type { Signature } from '../../../shared/log-rules/signatures.ts'
import { events, must, openPanda, start } from './panda-history.ts'

/** Of a batch every line is compared, information too; and what one host says of a call holds on all. */

const web = HostName.parse('tgt-web')
const end = night + 2 * 3_600_000
const minute = 60_000
const from = night - 2 * day

type Hour = { readonly from: number; readonly to: number; readonly every: number }

const lines = ({ from, to, every }: Hour, text: (i: number) => string): string => {
  let all = ''
  for (let ms = from, i = 0; ms < to; ms += every, i += 1) all += line(ms, text(i))
  return all
}
const inOrder = (text: string): string => text.split('\n').filter(Boolean).sort().join('\n') + '\n'
const beats = (from: number, to: number, every = 5 * minute): string =>
  lines({ from, to, every }, (i) => `INFO  porter[7] heartbeat ${i} from peer, queue 0`)
const calls = (from: number, to: number, cause: (i: number) => number): string =>
  lines(
    { from, to, every: 7 * minute },
    (i) => `INFO  porter[7] call of customer 10002 ended, cause ${cause(i)}`,
  )
const usual = (i: number): number => [16, 17, 31][i % 3] ?? 16

async function opened(
  signatures: readonly Signature[] = [],
): Promise<{ api: DataApi; log: ReturnType<typeof logOf> }> {
  const { api, path } = await openPanda()
  must(await api.open(path, 'write', signatures))
  const created = { kind: 'batch.created', batch, ordinal: 0, pilot: true, members: customers }
  must(await api.append(events([created]), instant(start)))
  return { api, log: logOf(api) }
}

/** Two days of baseline, then the batch. */
async function untilBatch(
  baseline: string,
  signatures?: readonly Signature[],
): Promise<Awaited<ReturnType<typeof opened>>> {
  const { api, log } = await opened(signatures)
  await seen(api, from)
  // In many pieces, so that some are folded and some are not.
  await log.fetch(inOrder(baseline), night, 4001)
  must(await api.cutLogs(batch, instant(night)))
  await moved(api, customers, night + minute)
  return { api, log }
}
const findings = ({ result }: StoredLogCheck): readonly string[] =>
  result.groups
    .filter((g) => g.verdict !== 'unchanged')
    .map((g) => `${g.verdict} ${g.because ?? ''} ${g.weight ?? ''} ${g.template.text}`)

it('a heartbeat of information that stops is found, and what goes on is not', async () => {
  const baseline = beats(from, night) + calls(from, night, usual)
  const { api, log } = await untilBatch(baseline)
  await log.fetch(calls(night, end, usual), end)
  const stopped = must(await check(api, end))
  expect(findings(stopped)).toEqual([
    'gone silence look porter[<*>] heartbeat <*> from peer, queue <*>',
  ])
  expect(stopped.result.verdict).toBe('inconclusive')
  expect(stopped.result.notes).toEqual(['1 group of information is as before and not listed'])
  await api.close()

  const well = await untilBatch(baseline)
  await well.log.fetch(inOrder(beats(night, end) + calls(night, end, usual)), end)
  expect(findings(must(await check(well.api, end)))).toEqual([])
  await well.api.close()
})

it('a known line of information with a code never seen before fails nobody in silence', async () => {
  const { api, log } = await untilBatch(calls(from, night, usual))
  await log.fetch(
    calls(night, end, (i) => (i === 3 ? 38 : usual(i))),
    end,
  )
  const { result } = must(await check(api, end))
  const group = result.groups.find((g) => g.because === 'code')
  expect(group?.template.text).toContain('cause 38')
  expect(group?.customers.map((c) => c.customer)).toEqual(['10002'])
  expect(group?.weight).toBe('look')
  expect(result.customers.map((c) => [c.customer, c.verdict])).toEqual([
    ['10001', 'pass'],
    ['10002', 'inconclusive'],
  ])
  await api.close()
})

describe('a line of information that is a known failure', () => {
  const unknown: Signature = {
    id: 'invalid-account',
    match: ['ErrorExplanation:invalid_account', 'answered * = 17'],
    unless: [],
    severity: 'stop',
    meaning: 'the account is unknown to the billing',
    advice: 'compare the accounts on both sides',
    source: 'RADIUS answers in the billing log',
    mark: 'I',
  }

  it.each([
    ['its words', 'ErrorExplanation:invalid_account'],
    ['a value', 'billing answered h323 = 17'],
  ])('fails the batch for the customer that it names, known by %s', async (_, what) => {
    const { api, log } = await untilBatch(beats(from, night), [unknown])
    const text = lines(
      { from: night + minute, to: end, every: 20 * minute },
      () => `INFO  porter[7] customer 10002: ${what}`,
    )
    await log.fetch(inOrder(beats(night, end) + text), end, 997)
    const { result } = must(await api.checkLogs({ batch, at: instant(end), signatures: [unknown] }))
    expect(result.verdict).toBe('fail')
    expect(result.customers.map((c) => [c.customer, c.verdict])).toEqual([
      ['10001', 'pass'],
      ['10002', 'fail'],
    ])
    await api.close()
  })
})

const failed = line(night + 20 * minute, 'ERROR porter[7] media lost, Call-ID: a84b4c76e66710@gw7')
const told = line(
  night + 10 * minute,
  'INFO  porter[7] INVITE i_customer=10002 Call-ID: a84b4c76e66710@gw7',
)

it.each(['before', 'after'])(
  'an error that has only a Call-ID is of the customer whom another host names, fetched %s it',
  async (order) => {
    const { api, log } = await untilBatch(beats(from, night))
    const other = logOf(api, web, 'sip.log')
    const both = [() => other.fetch(told, end - minute), () => log.fetch(failed, end - minute)]
    for (const fetch of order === 'before' ? both : both.toReversed()) await fetch()
    await log.fetch(beats(night + 30 * minute, end), end)
    const { result } = must(await check(api, end))
    const group = result.groups.find((g) => g.level === 'error')
    expect(group?.customers).toEqual([
      { customer: '10002', count: 1, unsure: false, by: 'call-id' },
    ])
    expect(result.customers.find((c) => c.customer === '10002')?.verdict).toBe('fail')
    await api.close()
  },
)

it('a host of which one log may not be read is judged by its others, and never passes', async () => {
  const { api, log } = await opened()
  const { spec } = await api.summary()
  const partly = async (now: number) =>
    must(
      await api.logsRead(
        spec.hosts.map(({ name }) => ({
          host: name,
          skewMs: 0,
          ...(name === host ? { problem: 'its auth.log may not be read', seen: true } : {}),
        })),
        instant(now),
      ),
    )
  const fetch = async (text: string, now: number): Promise<void> => {
    must(await api.ingestLog(log.piece(Buffer.from(text))))
    await partly(now)
  }
  await partly(from)
  await fetch(beats(from, night), night)
  must(await api.cutLogs(batch, instant(night)))
  await moved(api, customers, night + minute)
  await fetch(beats(night, end - 10 * minute), end - 10 * minute)
  const quiet = must(await check(api, end)).result
  expect([quiet.verdict, quiet.gaps]).toEqual([
    'inconclusive',
    ['tgt-db was not read to the end: its auth.log may not be read'],
  ])
  await fetch(line(end - minute, 'ERROR porter[7] no route for i_customer=10002'), end)
  expect(must(await check(api, end)).result.verdict).toBe('fail')
  await api.close()
})

it('no id of a call is kept as it was written', async () => {
  const { api, log } = await untilBatch(beats(from, night))
  await log.fetch(told + failed, end)
  const { path } = await api.summary()
  await api.close()
  const raw = new Database(path, { readonly: true })
  expect(JSON.stringify(raw.prepare('SELECT * FROM log_calls').all())).not.toContain('a84b4c76')
  expect(raw.prepare('SELECT count(*) FROM log_calls').pluck().get()).toBe(1)
  raw.close()
})

it('more different texts than are told apart are said, and none of them is taken for one that stopped', async () => {
  const many = mostPlainShapes + 300
  const word = (i: number): string =>
    String(i).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))
  const noise = (at: number): string =>
    Array.from({ length: many }, (_, i) =>
      line(
        at + i * 100,
        `INFO  porter[7] ${word(i)} ${word(7 * i)} ${word(13 * i)} was ${word(i + 5)}`,
      ),
    ).join('')
  const { api, log } = await untilBatch(beats(from, night) + noise(from) + noise(from + day))
  await log.fetch(inOrder(beats(night, end) + noise(night + minute)), end)
  const checked = must(await check(api, end))
  expect(findings(checked).filter((text) => text.startsWith('gone'))).toEqual([])
  expect(checked.result.notes?.[0]).toBe(
    `a host wrote more than ${mostPlainShapes} different texts of information: of the rest nobody can say that one stopped or has a new code`,
  )
  await api.close()
})

describe('a host whose clock is ten days off at its first look', () => {
  const syslog = (ms: number, text: string): string => {
    const [, date = '', month = '', , clock = ''] = new Date(ms).toUTCString().split(/[, ]+/)
    return `${month} ${String(Number(date)).padStart(2)} ${clock} tgt porter[7]: ${text}\n`
  }
  it.each([
    ['behind', 'a year', -10 * day, line],
    ['ahead', 'a year', 10 * day, line],
    ['behind', 'no year', -10 * day, syslog],
    ['ahead', 'no year', 10 * day, syslog],
  ])('%s, in times with %s, has its baseline', async (_where, _year, skewMs, write) => {
    const { api } = await opened()
    const log = logOf(api)
    const { spec } = await api.summary()
    const fetch = async (from: number, to: number): Promise<void> => {
      let text = ''
      for (let ms = from; ms < to; ms += 20 * minute)
        text += write(ms + skewMs, 'ERROR: no rate for 4412')
      must(await api.ingestLog(log.piece(Buffer.from(text), { at: instant(to), skewMs })))
      const reads = spec.hosts.map(({ name }) => ({
        host: name,
        skewMs: name === host ? skewMs : 0,
      }))
      must(await api.logsRead(reads, instant(to)))
    }
    // More than is compared: what is older than the baseline, by the clock of the host, is left out.
    await fetch(night - 9 * day, night)
    must(await api.cutLogs(batch, instant(night)))
    await moved(api, customers, night + minute)
    await fetch(night, end)
    const { result } = must(await check(api, end))
    expect(result.groups).toMatchObject([
      { verdict: 'unchanged', before: { count: 7 * 72, perHour: 3 } },
    ])
    expect(result.gaps.filter((gap) => gap.includes(host))).toEqual([])
    await api.close()
  })
})

it('the clock of each host that was read is in the result, with how sure that is', async () => {
  const { api, log } = await untilBatch(beats(from, night))
  await log.fetch(beats(night, end), end - minute)
  await seen(api, end - minute)
  const { spec } = await api.summary()
  const reads = spec.hosts.map(({ name }, i) => ({
    host: name,
    ...(i === 0 ? {} : { skewMs: i === 1 ? 90_000.04 : -3.21, uncertaintyMs: 4 }),
  }))
  must(await api.logsRead(reads, instant(end)))
  const { clocks = [] } = must(await check(api, end)).result
  const byName = new Map(clocks.map((clock) => [clock.host, clock]))
  const [unmeasured, ahead, behind] = spec.hosts.map(({ name }) => name)
  expect(clocks).toHaveLength(spec.hosts.length)
  expect(byName.get(unmeasured ?? '')).toEqual({ host: unmeasured })
  expect(byName.get(ahead ?? '')).toEqual({ host: ahead, skewMs: 90_000, uncertaintyMs: 4 })
  expect(byName.get(behind ?? '')).toEqual({ host: behind, skewMs: -3.2, uncertaintyMs: 4 })
  await api.close()
})

describe('a host that writes all the time', () => {
  const traffic = (from: number, to: number): string => calls(from, to, usual) + busy(from, to)
  const busy = (from: number, to: number): string =>
    lines({ from, to, every: 10_000 }, (i) => `INFO  porter[7] call ${i} ended`)

  it('and fell silent half an hour before the logs were read is a gap', async () => {
    const { api, log } = await untilBatch(inOrder(traffic(from, night)))
    await log.fetch(inOrder(traffic(night, end - 40 * minute)), end)
    const { result } = must(await check(api, end))
    expect(result.gaps).toEqual([
      `${host}: not one line in the last 40 min 10 s, where about 247 were to be expected: it is down, or writes its logs elsewhere`,
    ])
    expect(result.verdict).toBe('inconclusive')
    await api.close()
  })

  it('is none when it writes to the end, or was as quiet before', async () => {
    const well = await untilBatch(inOrder(traffic(from, night)))
    await well.log.fetch(inOrder(traffic(night, end - minute)), end)
    expect(must(await check(well.api, end)).result.gaps).toEqual([])
    await well.api.close()

    const pause = traffic(from, night - 60 * minute) + traffic(night - 35 * minute, night)
    const quiet = await untilBatch(inOrder(pause))
    await quiet.log.fetch(inOrder(traffic(night, end - 40 * minute)), end)
    expect(must(await check(quiet.api, end)).result.gaps).toEqual([])
    await quiet.api.close()
  })
})
