import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { asWritable } from '../../../../../main/data/db.ts'
import { readLogCalls, writeLogCalls } from '../../../../../main/data/store/log-calls.ts'
import { migrate } from '../../../../../main/data/store/migrate.ts'
import { CustomerId } from '../../../../../shared/domain/ids.ts'
import type { Candidate, Pointer } from '../../../../../shared/log-rules/directory.ts'

const candidate = (id: string, by: Pointer = 'account', unsure = false): Candidate => ({
  customer: CustomerId.parse(id),
  by,
  unsure,
})

function opened(waiting: readonly string[] = []) {
  const db = asWritable(new Database(':memory:'))
  migrate(db)
  return { write: writeLogCalls(db, () => new Set(waiting), 4), read: readLogCalls(db) }
}
const calls = (...ids: readonly string[]) => new Map(ids.map((id) => [id, [candidate('1')]]))

it('what several pieces say of a call is one answer, in any order', () => {
  const parts = [
    [candidate('2', 'name', true)],
    [candidate('2', 'sip-user')],
    [candidate('1', 'trunk-address', true)],
  ]
  for (const order of [parts, parts.toReversed()]) {
    const { write, read } = opened()
    for (const part of order) write.add(new Map([['c', part]]))
    expect(read.of('c')).toEqual([
      candidate('1', 'trunk-address', true),
      candidate('2', 'sip-user'),
    ])
  }
})

it('the oldest are forgotten when there are too many, but for those that a record waits for', () => {
  const { write, read } = opened(['a'])
  write.add(calls('a', 'b'))
  write.add(calls('c', 'd'))
  expect(read.of('b')).toBeDefined()
  write.add(calls('e', 'f'))
  // One that is heard of again is young again.
  write.add(calls('c'))
  write.add(calls('g'))
  write.add(calls('h'))
  expect(['a', 'b', 'c', 'd', 'e', 'g'].filter((id) => read.of(id) === undefined)).toEqual([
    'b',
    'd',
  ])
  expect(read.hasForgotten()).toBe(true)
})
