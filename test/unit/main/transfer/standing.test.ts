import { expect, it } from 'vitest'
import type { CustomerRow, DataApi, RunRow } from '../../../../main/data/protocol.ts'
import { builtUpon, halfWayMembers, owesSomething } from '../../../../main/transfer/standing.ts'
import { RunId } from '../../../../shared/domain/ids.ts'
import { JournalEvent } from '../../../../shared/domain/journal.ts'
import type { StoredEvent } from '../../../../shared/domain/journal.ts'
import { instant } from '../../../../shared/domain/time.ts'
import type { CustomerState } from '../../../../shared/domain/states.ts'
import { lockIntended } from '../../../helpers/lock-intended.ts'
import { threeSteps } from '../../../helpers/runner-world.ts'

/** What an earlier run has left is told by the procedure that it was started with: the one of today may be called otherwise and have other steps. */

const first = RunId.parse('r0001-test')
const second = RunId.parse('r0002-test')
const member = '1001'

function dataWith(state: 'aborted' | 'succeeded', events: readonly object[]) {
  const rows = [first, second].map((id) => ({
    id,
    procedure: 'as-it-was-called',
    state: id === second ? state : 'succeeded',
    members: [member],
    snapshot: 'x',
  })) as unknown as RunRow[] // nobody reads more of them
  const created = { kind: 'run.created', procedure: 'x', members: [member], by: 'a', snapshot: 'x' }
  const stored = [first, second]
    .flatMap((run) => [{ ...created, run }, ...(run === second ? events : [])])
    .map((event, i): StoredEvent => ({
      seq: i + 1,
      at: instant(i),
      event: JournalEvent.parse(event),
      hash: '',
    }))
  const data: Partial<DataApi> = {
    runs: async () => rows,
    snapshot: async () =>
      JSON.stringify({ procedure: threeSteps({ after: [{ check: 'log-check' }] }) }),
    events: async ({ run, after = 0 }) =>
      stored.filter(
        ({ seq, event }) =>
          seq > after &&
          (('run' in event && event.run === run) ||
            ('attempt' in event && run !== undefined && event.attempt.startsWith(run))),
      ),
  }
  return { rows, data: data as DataApi } // no other call is made
}

const intended = lockIntended(second, member)
const { attempt } = intended
const locked = [
  intended,
  { kind: 'attempt.started', attempt },
  { kind: 'attempt.ended', attempt, state: 'succeeded', ms: 1 },
]

it('a run is not taken back while a later one stands on it', async () => {
  const { data, rows } = dataWith('succeeded', locked)
  const [run] = rows
  const refused = run === undefined ? undefined : await builtUpon(data, run, undefined)
  expect(refused?.message).toBe(
    `run ${second} (as-it-was-called) came later and still stands for ${member}`,
  )
})

it('a failed customer that is locked half-way is named, with the run that has left it so', async () => {
  const { data } = dataWith('aborted', locked)
  const failed = [{ id: member }] as unknown as CustomerRow[] // nobody reads more of them
  expect(await halfWayMembers(data, failed)).toEqual([{ member, run: second }])
})

it('a stopped run owes the checks behind its steps', async () => {
  const { data, rows } = dataWith('aborted', [
    ...locked,
    { kind: 'customer.state', run: second, customer: member, from: 'planned', to: 'scheduled' },
    { kind: 'member.ended', run: second, member, result: 'done' },
    { kind: 'run.state', run: second, from: 'running', to: 'aborted' },
  ])
  const states = new Map<string, CustomerState>([[member, 'transferred']])
  const run = rows[1]
  expect(run === undefined ? undefined : await owesSomething(data, run, rows, states)).toBe(true)
})
