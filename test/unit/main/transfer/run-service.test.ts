import { expect, it } from 'vitest'
import type { DataApi, RunRow } from '../../../../main/data/protocol.ts'
import type { ProjectServices } from '../../../../main/project-services.ts'
import type { MayGoOn, Snapshot } from '../../../../main/runner/runner.ts'
import { createRunService } from '../../../../main/transfer/run-service.ts'
import { JournalEvent } from '../../../../shared/domain/journal.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { ok } from '../../../../shared/base/result.ts'
import { RunId } from '../../../../shared/domain/ids.ts'
import { fakeRun } from '../../../helpers/fake-engine.ts'
import { threeSteps } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const id = RunId.parse('r0001-test')
const other = RunId.parse('r0002-test')

type Given = {
  readonly state?: string
  readonly customer?: string
  readonly events?: readonly JournalEvent[]
  /** While its hosts are looked at. */
  readonly reaching?: () => Promise<void>
}

/** One interrupted run, and how often it was opened. */
function service(given: Given = {}) {
  const opened: string[] = []
  const open =
    (task: string) =>
    async (...asked: readonly unknown[]) => {
      const mayGoOn = asked.at(-1) as MayGoOn // of both it is the last
      const snapshot = { procedure: threeSteps(), members: [] } as unknown as Snapshot // nobody reads more of it
      const allowed = await mayGoOn(snapshot)
      if (!allowed.ok) return allowed
      opened.push(task)
      return ok({ ...fakeRun(id), task, leave: () => undefined })
    }
  const row = {
    id,
    procedure: 'customer-transfer',
    state: given.state ?? 'paused',
    members: ['1001'],
  }
  const stored = given.events?.map((event, i) => ({ seq: i + 1, at: instant(0), event, hash: '' }))
  const data: Pick<DataApi, 'runs' | 'run' | 'customers' | 'append' | 'events' | 'snapshot'> = {
    snapshot: async () => JSON.stringify({ procedure: threeSteps() }),
    events: async ({ after = 0 }) => (stored ?? []).slice(after),
    runs: async () => [row as unknown as RunRow], // the service reads these fields only
    run: async (run) => ({ ...row, id: run }) as unknown as RunRow, // as above
    customers: async () => [{ id: '1001', state: given.customer ?? 'planned' }] as never, // as above
    append: async () => ok({ seq: 1, hash: '' }),
  }
  const runs = createRunService({
    data: data as DataApi, // it calls no more of it
    clock: waitingClock(),
    pack: { procedures: [threeSteps()], commands: {} },
    services: () =>
      ({
        runner: { resume: open('run'), undo: open('undo') },
        spec: { hosts: [] },
        prepareHosts: given.reaching ?? (async () => undefined),
        batons: { held: async () => [], release: async () => undefined },
      }) as unknown as ProjectServices, // nor of these
  })
  return { runs, opened }
}

it('an interrupted run is taken up once, also when it is asked for twice in the same moment', async () => {
  const { runs, opened } = service()
  const [first, second] = await Promise.all([runs.resumeAll('anna'), runs.resumeAll('anna')])
  expect(opened).toEqual(['run'])
  expect([first.ok && first.value.length, second.ok && second.value.length]).toEqual([1, 0])
})

it('a run is taken back once, and not taken up beside that', async () => {
  const { runs, opened } = service()
  const [undone, again] = await Promise.all([runs.undo(id, 'anna'), runs.undo(id, 'anna')])
  expect(undone.ok).toBe(true)
  expect(again.ok ? '' : again.problem.code).toBe('not-allowed')
  await runs.resumeAll('anna')
  expect(opened).toEqual(['undo'])
})

it('a stopped run is taken up only while it owes steps to a customer that the target serves', async () => {
  const created = {
    kind: 'run.created',
    run: id,
    procedure: 'customer-transfer',
    members: ['1001'],
    by: 'anna',
    snapshot: 'x',
  }
  const moved = {
    kind: 'customer.state',
    customer: '1001',
    from: 'planned',
    to: 'scheduled',
    run: id,
  }
  const over = { kind: 'run.state', run: id, from: 'running', to: 'aborted' }
  const events = [created, moved, over].map((event) => JournalEvent.parse(event))
  const stopped = { state: 'aborted', events }
  for (const [customer, taken] of [
    ['transferred', ['run']],
    ['returned', []],
  ] as const) {
    const { runs, opened } = service({ ...stopped, customer })
    const resumed = await runs.resumeAll('anna')
    expect([resumed.ok, opened]).toEqual([true, taken])
  }
})

it('a run that a crash left running is taken back without being carried forward first', async () => {
  const { runs, opened } = service({ state: 'running' })
  const undone = await runs.undo(id, 'anna')
  expect([undone.ok, opened]).toEqual([true, ['undo']])
})

it('two runs are not taken back at once', async () => {
  const { runs, opened } = service({ state: 'succeeded' })
  const [first, second] = await Promise.all([runs.undo(id, 'anna'), runs.undo(other, 'anna')])
  expect([first.ok, second.ok ? '' : second.problem.message, opened]).toEqual([
    true,
    `run ${id} is being taken back`,
    ['undo'],
  ])
})

it.each(['undo', 'resume'] as const)(
  'an %s that is left while its hosts are reached does not begin',
  async (what) => {
    const left = new AbortController()
    const { runs, opened } = service({ reaching: async () => left.abort() })
    const stopping = left.signal
    const begun =
      what === 'undo'
        ? await runs.undo(id, 'anna', undefined, { stopping })
        : await runs.resumeAll('anna', { stopping })
    expect([begun.ok, opened, runs.running()]).toEqual([false, [], []])
  },
)
