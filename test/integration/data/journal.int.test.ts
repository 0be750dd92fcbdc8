import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DataApi } from '../../../main/data/protocol.ts'
import { asWritable } from '../../../main/data/db.ts'
import { openJournal } from '../../../main/data/store/journal.ts'
import { readEvents } from '../../../main/data/store/events.ts'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { CustomerId, RunId } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, start, storeProcedure } from './panda-history.ts'

const at = instant(start)
const note = (text: string) => ({ kind: 'note', by: 'maria', text })
const move = (customer: string, from: string, to: string) => ({
  kind: 'customer.state',
  customer,
  from,
  to,
})

describe('append', () => {
  let api: DataApi
  let path = ''
  beforeEach(async () => {
    ;({ api, path } = await openPanda())
  })
  afterEach(() => api.close())

  const append = (...list: readonly unknown[]) => api.append(events(list), at)

  /** A run of one member, up to a started attempt. */
  async function startedAttempt(): Promise<void> {
    const snapshot = await storeProcedure(api, 'customer-transfer', 'Transfer', 'transfer')
    must(
      await append(
        {
          kind: 'run.created',
          run: 'r1',
          procedure: 'customer-transfer',
          members: ['10001'],
          by: 'maria',
          snapshot,
        },
        {
          kind: 'attempt.intended',
          attempt: 'r1.a.1',
          run: 'r1',
          step: 'lock',
          member: '10001',
          phase: 'apply',
          number: 1,
          host: 'src-db',
          operation: 'customer-lock',
          args: { customer: '10001' },
        },
        { kind: 'attempt.started', attempt: 'r1.a.1' },
      ),
    )
  }

  it('chains events: SHA-256 of the previous hash and the canonical JSON of seq, at and event', async () => {
    const before = await api.summary()
    const first = must(await append(note('one')))
    const second = must(await append(note('two')))
    const chain = (previous: string, seq: number, text: string) =>
      createHash('sha256')
        .update(previous + canonicalJson({ seq, at, event: note(text) }))
        .digest('hex')
    expect([first, second]).toEqual([
      { seq: 2, hash: chain(before.lastHash, 2, 'one') },
      { seq: 3, hash: chain(first.hash, 3, 'two') },
    ])
  })

  it('refuses only the bad call of those that arrive together', async () => {
    const answers = await Promise.all([
      append(note('a'), move('10001', 'planned', 'scheduled')),
      append(note('b'), move('10001', 'planned', 'scheduled')),
      append(note('c'), move('10002', 'planned', 'scheduled')),
    ])
    expect(answers.map((a) => (a.ok ? a.value.seq : a.problem.message))).toEqual([
      3,
      'Customer 10001 is scheduled, not planned; so it was not moved to scheduled.',
      5,
    ])
    const texts = (await api.events({ kinds: ['note'] })).map(
      ({ event }) => event.kind === 'note' && event.text,
    )
    expect(texts).toEqual(['a', 'c'])
    expect((await api.verify()).ok).toBe(true)
  })

  it('stores nothing of a call of which one event is refused', async () => {
    const answer = await append(
      move('10001', 'planned', 'scheduled'),
      move('10001', 'scheduled', 'accepted'),
    )
    expect(!answer.ok && [answer.problem.code, answer.problem.message]).toEqual([
      'not-allowed',
      'A customer that is scheduled cannot become accepted (customer 10001).',
    ])
    expect((await api.customer(CustomerId.parse('10001')))?.state).toBe('planned')
  })

  it.each([
    [move('9', 'planned', 'scheduled'), 'Customer 9 is not in this project.'],
    [
      { kind: 'run.state', run: 'r9', from: 'draft', to: 'armed' },
      'There is no run r9 (event run.state).',
    ],
    [{ kind: 'attempt.started', attempt: 'x' }, 'There is no attempt x.'],
    [
      { kind: 'batch.created', batch: 'b', ordinal: 1, pilot: false, members: ['10001', '9'] },
      'Customer 9 of batch b is not in this project.',
    ],
    [
      { kind: 'batch.created', batch: 'b', ordinal: 1, pilot: false, members: ['10001', '10001'] },
      'Customer 10001 is in batch b twice.',
    ],
    [
      { kind: 'run.created', run: 'r', procedure: 'p', members: [], by: 'm', snapshot: 'none' },
      'Run r names the snapshot none, which is not stored.',
    ],
    [
      { kind: 'source.decommissioned', run: 'r9' },
      'There is no run r9 (event source.decommissioned).',
    ],
  ])('refuses %j', async (event, message) => {
    const answer = await append(event)
    expect(!answer.ok && answer.problem.message).toBe(message)
  })

  it('has its runs in the order in which they were started, also when the clock was put back in between', async () => {
    const snapshot = await storeProcedure(api, 'customer-transfer', 'Transfer', 'transfer')
    for (const [run, when] of [
      ['r2', 2000],
      ['r1', 1000],
    ] as const)
      must(
        await api.append(
          events([
            {
              kind: 'run.created',
              run,
              procedure: 'customer-transfer',
              members: ['10001'],
              by: 'maria',
              snapshot,
            },
          ]),
          instant(start + when),
        ),
      )
    expect((await api.runs()).map(({ id }) => id)).toEqual(['r2', 'r1'])
  })

  it('refuses a move of a run that its state does not allow', async () => {
    await startedAttempt()
    const answer = await append({ kind: 'run.state', run: 'r1', from: 'draft', to: 'succeeded' })
    expect(!answer.ok && answer.problem.message).toBe(
      'A run that is draft cannot become succeeded (run r1).',
    )
  })

  it('takes up an attempt again whose outcome was unknown, under the same id', async () => {
    await startedAttempt()
    const attempt = 'r1.a.1'
    must(
      await append(
        { kind: 'attempt.ended', attempt, state: 'unknown', ms: 5 },
        { kind: 'attempt.resolved', attempt, state: 'ask', how: 'the link was cut' },
        { kind: 'attempt.started', attempt },
        { kind: 'attempt.ended', attempt, state: 'succeeded', code: 0, ms: 9 },
      ),
    )
    const again = await append({ kind: 'attempt.started', attempt })
    expect(!again.ok && again.problem.message).toBe(
      'Attempt r1.a.1 is succeeded; so it was not moved to started.',
    )
  })

  it('ends an attempt once', async () => {
    await startedAttempt()
    const ended = { kind: 'attempt.ended', attempt: 'r1.a.1', state: 'succeeded', code: 0, ms: 5 }
    expect((await append(ended)).ok).toBe(true)
    const again = await append(ended)
    expect(!again.ok && again.problem.message).toBe(
      'Attempt r1.a.1 is succeeded; so it was not moved to succeeded.',
    )
  })

  it('finds events by run, customer and attempt, also those that name only the attempt', async () => {
    await startedAttempt()
    const kinds = async (query: Parameters<DataApi['events']>[0]) =>
      (await api.events(query)).map((e) => e.event.kind)
    expect(await kinds({ run: RunId.parse('r1') })).toEqual([
      'run.created',
      'attempt.intended',
      'attempt.started',
    ])
    expect(await kinds({ customer: CustomerId.parse('10001') })).toEqual([
      'attempt.intended',
      'attempt.started',
    ])
    expect(await kinds({ after: 2, limit: 1 })).toEqual(['attempt.intended'])
  })

  it('has no downtime of a member that was not begun after all, and verifies so', async () => {
    await startedAttempt()
    const of = { run: 'r1', member: '10001', service: 'customer', scope: '10001' }
    must(await append({ kind: 'downtime.opened', ...of, budgetMs: 60_000 }))
    expect(await api.downtime()).toHaveLength(1)
    must(await append({ kind: 'downtime.withdrawn', ...of }))
    expect(await api.downtime()).toEqual([])
    expect(await api.verify()).toMatchObject({ ok: true })
  })

  it('masks secrets before they are stored', async () => {
    must(
      await append(note('mysql said: password=hunter2'), {
        kind: 'note',
        by: 'x',
        text: 'Authorization: Bearer abcdefghijk',
      }),
    )
    const raw = new Database(path, { readonly: true })
    const text = raw.prepare<[], string>('SELECT event FROM events').pluck().all().join('\n')
    raw.close()
    expect(text).not.toMatch(/hunter2|abcdefghijk/)
    expect(text).toContain('password=***')
  })

  it('answers a malformed event with its field and stores nothing', async () => {
    const answer = await api.append([{ kind: 'note', by: 7, text: 'x' } as never], at) // as from a caller without types
    expect(!answer.ok && answer.problem.message).toMatch(/^An event note is malformed: by: /)
  })

  it('refuses an update or a delete of an event, whoever asks', async () => {
    const raw = new Database(path)
    expect(() => raw.exec(`UPDATE events SET at = 1`)).toThrow('events are append-only')
    expect(() => raw.exec('DELETE FROM events')).toThrow('events are append-only')
    raw.close()
  })

  it('keeps a snapshot under its own hash only', async () => {
    const answer = await api.putSnapshot('abc', '{}')
    expect(!answer.ok && answer.problem.message).toMatch(/^The snapshot's SHA-256 is 44136fa3/)
  })

  it('verifies, and names what was changed behind its back', async () => {
    await startedAttempt()
    must(await append(move('10001', 'planned', 'scheduled')))
    expect((await api.verify()).ok).toBe(true)
    const raw = new Database(path)
    raw.exec(`UPDATE customers SET state = 'accepted' WHERE id = '10007'`)
    const table = await api.verify()
    raw.exec(`UPDATE customers SET state = 'planned' WHERE id = '10007'; DROP TRIGGER events_no_update;
      UPDATE events SET event = replace(event, 'maria', 'mario') WHERE seq = 2`)
    const chain = await api.verify()
    raw.close()
    expect(!table.ok && table.problem.message).toContain(
      'a row of customers is not what the events say: {"batch":null,"began_at":null,"id":"10007"',
    )
    expect(!chain.ok && chain.problem.message).toContain(
      'event 2: its hash is not that of its content',
    )
  })
})

describe('a full disk', () => {
  it('refuses the call with nothing half-applied, and goes on when there is space again', async () => {
    const { api, path } = await openPanda()
    await api.close()
    const db = asWritable(new Database(path))
    const pages = Number(db.pragma('page_count', { simple: true }))
    db.pragma(`max_page_count = ${pages + 2}`)
    const journal = openJournal(db, path, () => undefined)
    const before = readEvents(db).head()
    const big = 'x'.repeat(40_000)
    const answers = await Promise.all([
      journal.append([move('10001', 'planned', 'scheduled'), note('small')], at),
      journal.append([note(big)], at),
    ])
    expect(answers.map((a) => !a.ok && a.problem.code)).toEqual(['disk-full', 'disk-full'])
    expect(readEvents(db).head()).toEqual(before)
    const state = db.prepare(`SELECT state FROM customers WHERE id = '10001'`).pluck()
    expect(state.get()).toBe('planned')

    db.pragma('max_page_count = 1000000')
    const after = await journal.append([note(big)], at)
    expect(after.ok && after.value.seq).toBe(before.seq + 1)
    db.close()
  })
})

describe('what can be had again', () => {
  it('does not wait for the disk, and no event goes without', async () => {
    const { api, path } = await openPanda()
    await api.close()
    const db = asWritable(new Database(path))
    db.pragma('synchronous = FULL')
    const journal = openJournal(db, path, () => undefined)
    const seen: unknown[] = []
    const look = () => void seen.push(db.pragma('synchronous', { simple: true }))
    const [normal, full] = [1, 2]
    await journal.store(look, { again: true })
    await journal.store(look)
    await journal.store(look, { again: true })
    await Promise.all([journal.store(look, { again: true }), journal.append([note('small')], at)])
    expect(seen).toEqual([normal, full, normal, full])
    db.close()
  })

  it('is refused to its caller when the file is closed, as an event is', async () => {
    const { api, path } = await openPanda()
    await api.close()
    const db = asWritable(new Database(path))
    const journal = openJournal(db, path, () => undefined)
    db.close()
    await expect(journal.store(() => undefined, { again: true })).rejects.toThrow('not open')
    await expect(journal.append([note('late')], at)).rejects.toThrow('not open')
  })
})
