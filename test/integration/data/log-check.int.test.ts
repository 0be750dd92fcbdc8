import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { makeDataService } from '../../../main/data/service.ts'
import type { DataApi, StoredLogCheck } from '../../../main/data/protocol.ts'
import { instant } from '../../../shared/domain/time.ts'
import { batch, check, customers, day, line, logOf, moved, night, seen } from './batch-logs.ts'
import { events, must, openPanda, start } from './panda-history.ts'

const known = (from: number, to: number): string => {
  let text = ''
  for (let ms = from; ms < to; ms += 30 * 60_000)
    text +=
      line(ms, 'INFO  porter[7] idle, 2 sessions') +
      line(ms + 1000, 'ERROR porter[7] no rate for 4412 in tariff 101')
  return text
}

/** Ten days of logs, then the batch. `last`: what is logged besides, shortly before it. */
async function untilBatch(last = ''): Promise<{
  api: DataApi
  path: string
  log: ReturnType<typeof logOf>
}> {
  const { api, path } = await openPanda()
  const created = { kind: 'batch.created', batch, ordinal: 0, pilot: true, members: customers }
  must(await api.append(events([created]), instant(start)))
  const log = logOf(api)
  await log.fetch(known(start, start + 3 * day), start + 3 * day)
  await log.fetch(known(start + 3 * day, night) + last, night, last === '' ? 999 : 99_999)
  must(await api.cutLogs(batch, instant(night)))
  await moved(api, customers, night + 60_000)
  return { api, path, log }
}

const fault = line(night + 90_000, 'ERROR porter[7] customer 10002: DIDs are missing after import')
const after = known(night + 120_000, night + 4_000_000)

describe('the log check of a batch', () => {
  it('passes when nothing is new', async () => {
    const { api, log } = await untilBatch()
    await log.fetch(after, night + 4_000_000)
    const { result, hash } = must(await check(api, night + 4_000_000))
    expect(result.reasons).toEqual([expect.stringContaining('none of them new trouble')])
    expect(result.verdict).toBe('pass')
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    must(await api.verify())
    await api.close()
  })

  it('passes though more calls have ended than can be kept, as long as nobody asks whose they are', async () => {
    const ended = (from: number): string =>
      Array.from({ length: 1500 }, (_, n) =>
        line(
          from + n * 1000,
          `INFO  edge[9] call ended call-id=${from}x${n}@198.51.100.7 cause 16`,
        ),
      ).join('')
    const { api, log } = await untilBatch(ended(night - 2_000_000))
    await log.fetch(after + ended(night + 200_000), night + 4_000_000)
    const { result } = must(await check(api, night + 4_000_000))
    expect([result.verdict, result.gaps]).toEqual(['pass', []])
    expect(result.notes).toContainEqual(expect.stringContaining('1000 records of information'))
    await api.close()
  })

  it('fails for the customer whom a new error names, and for no other', async () => {
    const { api, log } = await untilBatch()
    await log.fetch(fault + after, night + 4_000_000)
    const { result } = must(await check(api, night + 4_000_000))
    expect(result.verdict).toBe('fail')
    expect(result.customers.map((c) => [c.customer, c.verdict])).toEqual([
      ['10001', 'pass'],
      ['10002', 'fail'],
    ])
    const [event] = await api.events({ kinds: ['log.checked'] })
    expect(event?.event).toMatchObject({ batch, verdict: 'fail', failing: ['10002'] })
    await api.close()
  })

  it('has the same bytes of result wherever the fetch was cut and however often the project was opened between', async () => {
    const whole = await untilBatch()
    await whole.log.fetch(fault + after, night + 4_000_000)
    const once = must(await check(whole.api, night + 4_000_000))
    await whole.api.close()
    const { api, path, log } = await untilBatch()
    const text = fault + after
    const cuts = [0, 7, fault.length - 3, fault.length, fault.length + 40, text.length]
    for (const [i, from] of cuts.slice(0, -1).entries()) {
      must(await api.ingestLog(log.piece(Buffer.from(text.slice(from, cuts[i + 1])))))
      must(await api.open(path, 'write'))
    }
    await seen(api, night + 4_000_000)
    const again = must(await check(api, night + 4_000_000))
    expect(again.result).toEqual(once.result)
    expect(again.hash).toBe(once.hash)
    await api.close()
  })

  it('counts a piece that comes twice once', async () => {
    const { api, log } = await untilBatch()
    const piece = log.piece(Buffer.from(fault))
    must(await api.ingestLog(piece))
    must(await api.ingestLog(piece))
    await log.fetch(after, night + 4_000_000)
    const { result } = must(await check(api, night + 4_000_000))
    expect(result.groups.find((g) => g.verdict === 'new')?.after.count).toBe(1)
    await api.close()
  })

  it('sees an error that is the last line of its file', async () => {
    const { api, log } = await untilBatch()
    await log.fetch(after + fault, night + 4_000_000)
    expect(must(await check(api, night + 4_000_000)).result.verdict).toBe('fail')
    await api.close()
  })

  it('takes an error that was the last line of the baseline for known', async () => {
    const { api, log } = await openPandaAtFault()
    must(await api.cutLogs(batch, instant(night)))
    await moved(api, customers, night + 60_000)
    await log.fetch(after, night + 4_000_000)
    const { result } = must(await check(api, night + 4_000_000))
    expect(result.groups.filter((g) => g.verdict === 'new')).toEqual([])
    await api.close()
  })

  it('is inconclusive when bytes were lost or a host could not be read, and names both', async () => {
    const { api, log } = await untilBatch()
    must(await api.ingestLog(log.piece(Buffer.from(after), { gap: 512 })))
    await seen(api, night + 4_000_000, 'it does not answer')
    const { result } = must(await check(api, night + 4_000_000))
    expect(result.verdict).toBe('inconclusive')
    expect(result.gaps).toEqual(
      expect.arrayContaining([
        'tgt-db was not read to the end: it does not answer',
        'tgt-db porter.log: at least 512 bytes since the batch began were written and are gone',
      ]),
    )
    await api.close()
  })

  it('is inconclusive without a baseline', async () => {
    const { api } = await openPanda()
    const created = { kind: 'batch.created', batch, ordinal: 0, pilot: true, members: customers }
    must(await api.append(events([created]), instant(start)))
    must(await api.cutLogs(batch, instant(night)))
    await moved(api, customers, night)
    await logOf(api).fetch(after, night + 4_000_000)
    const { result } = must(await check(api, night + 4_000_000))
    expect(result.verdict).toBe('inconclusive')
    expect(result.gaps).toContain('there is no baseline: nothing can be called new')
    await api.close()
  })

  it('moves the end of the baseline as long as no customer has begun', async () => {
    const { api, log } = await openPandaAtFault()
    must(await api.cutLogs(batch, instant(night - 2 * day)))
    await log.fetch(fault, night - day)
    must(await api.cutLogs(undefined, instant(night - day)))
    must(await api.cutLogs(batch, instant(night)))
    expect(await api.logBaseline(batch, instant(night))).toBe(7 * day)
    await moved(api, customers, night)
    await log.fetch(fault + after, night + 4_000_000)
    const { result } = must(await check(api, night + 4_000_000))
    expect(result.groups.filter((g) => g.verdict === 'new')).toEqual([])
    await api.close()
  })

  it('is refused for a batch that has not begun', async () => {
    const { api } = await openPanda()
    const created = { kind: 'batch.created', batch, ordinal: 0, pilot: true, members: customers }
    must(await api.append(events([created]), instant(start)))
    const refused = await check(api, start)
    expect(!refused.ok && refused.problem.message).toBe(
      'Batch pilot has not begun: there is nothing after it that could be compared.',
    )
    await api.close()
  })

  it('keeps no secret of any line in the file', async () => {
    const { api, path, log } = await untilBatch()
    const secret = line(night + 90_000, 'ERROR porter[7] login as db password=Xy7Zhunter2 failed')
    await log.fetch(secret + after, night + 4_000_000)
    must(await check(api, night + 4_000_000))
    await api.close()
    const raw = new Database(path, { readonly: true })
    const tables = ['log_tallies', 'log_deltas', 'log_results', 'log_files', 'events']
    const all = tables.map((table) => JSON.stringify(raw.prepare(`SELECT * FROM ${table}`).all()))
    raw.close()
    expect(all.join('')).not.toContain('hunter2')
    expect(all.join('')).toContain('password=***')
  })
})

/** Before the batch: an error with another customer's number is the last line that was fetched. */
async function openPandaAtFault(): Promise<{ api: DataApi; log: ReturnType<typeof logOf> }> {
  const { api } = await openPanda()
  const created = { kind: 'batch.created', batch, ordinal: 0, pilot: true, members: customers }
  must(await api.append(events([created]), instant(start)))
  const log = logOf(api)
  const last = line(
    night - 3 * day,
    'ERROR porter[7] customer 10044: DIDs are missing after import',
  )
  await log.fetch(known(start, night - 3 * day) + last, night - 3 * day)
  return { api, log }
}

describe('people sign', () => {
  const failing = async (): Promise<{
    api: DataApi
    log: ReturnType<typeof logOf>
    seen: StoredLogCheck
  }> => {
    const { api, log } = await untilBatch()
    await log.fetch(fault + after, night + 4_000_000)
    return { api, log, seen: must(await check(api, night + 4_000_000)) }
  }
  const accept = (result: string) =>
    events([
      { kind: 'log.reviewed', batch, decision: 'accept', by: 'anna', reason: 'known', result },
    ])

  it('what they saw: the check is settled then, with who, why and which result', async () => {
    const { api, seen } = await failing()
    expect(seen.settled).toBe(false)
    must(await api.append(accept(seen.hash), instant(night + 4_100_000)))
    expect(await api.logCheck(batch)).toMatchObject({
      settled: true,
      reviews: [{ by: 'anna', reason: 'known', decision: 'accept', result: seen.hash }],
    })
    expect((await api.logChecks()).map((c) => [c.batch, c.verdict, c.settled])).toEqual([
      [batch, 'fail', true],
    ])
    must(await api.verify())
    await api.close()
  })

  it('nothing that has changed since', async () => {
    const { api, log, seen } = await failing()
    await log.fetch(known(night + 4_000_000, night + 8_000_000), night + 8_000_000)
    must(await check(api, night + 8_000_000))
    const refused = await api.append(accept(seen.hash), instant(night + 8_100_000))
    expect(!refused.ok && refused.problem.message).toMatch(
      /^The result of batch pilot has changed since it was looked at/,
    )
    expect((await api.logCheck(batch))?.reviews).toEqual([])
    await api.close()
  })

  it('once for the same trouble: a later check with no more of it stays settled', async () => {
    const { api, log, seen } = await failing()
    must(await api.append(accept(seen.hash), instant(night + 4_100_000)))
    await log.fetch(known(night + 4_000_000, night + 8_000_000), night + 8_000_000)
    const later = must(await check(api, night + 8_000_000))
    expect([later.hash === seen.hash, later.result.verdict, later.settled]).toEqual([
      false,
      'fail',
      true,
    ])
    await api.close()
  })
})

describe('the noise ledger', () => {
  const entry = {
    id: 'missing-dids',
    phrase: 'DIDs are missing after import',
    owner: 'Maria',
    reason: 'the vendor imports them by hand',
    until: { at: night + 5 * day },
  }
  const noted = (more: object = {}) =>
    events([{ kind: 'ledger.noted', by: 'anna', entry: { ...entry, ...more } }])

  it('hides what it names until it ends, and says how much that was', async () => {
    const { api, log } = await untilBatch()
    must(await api.append(noted(), instant(night)))
    await log.fetch(fault + after, night + 4_000_000)
    const { result } = must(await check(api, night + 4_000_000))
    expect(result.verdict).toBe('pass')
    expect(result.ledger).toMatchObject([{ entry: 'missing-dids', state: 'working', lines: 1 }])
    const late = must(await check(api, night + 6 * day))
    expect(late.result.verdict).toBe('fail')
    await api.close()
  })

  it('hides nothing once a person has ended it', async () => {
    const { api, log } = await untilBatch()
    must(await api.append(noted(), instant(night)))
    must(
      await api.append(
        events([{ kind: 'ledger.ended', id: 'missing-dids', by: 'ben' }]),
        instant(night),
      ),
    )
    await log.fetch(fault + after, night + 4_000_000)
    expect(must(await check(api, night + 4_000_000)).result.verdict).toBe('fail')
    expect(await api.logLedger()).toMatchObject([{ by: 'anna', endedBy: 'ben', endedAt: night }])
    must(await api.verify())
    await api.close()
  })

  it('takes an id once while it is in force, and ends none that is not', async () => {
    const { api } = await openPanda()
    must(await api.append(noted(), instant(start)))
    expect((await api.append(noted(), instant(start))).ok).toBe(false)
    const ended = events([{ kind: 'ledger.ended', id: 'other', by: 'ben' }])
    expect((await api.append(ended, instant(start))).ok).toBe(false)
    await api.close()
  })

  it('is read by who opens the project for reading', async () => {
    const { api, path } = await openPanda()
    must(await api.append(noted(), instant(start)))
    await api.close()
    const reader = makeDataService({ onAppended: () => undefined })
    must(await reader.open(path, 'read'))
    expect((await reader.logLedger()).map((row) => row.entry.id)).toEqual(['missing-dids'])
    await reader.close()
  })
})
