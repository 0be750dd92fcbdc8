import { expect, it } from 'vitest'
import type { DataApi, RunRow } from '../../../../main/data/protocol.ts'
import type { ProjectServices } from '../../../../main/project-services.ts'
import { createRunService } from '../../../../main/transfer/run-service.ts'
import { ok } from '../../../../shared/base/result.ts'
import { RunId } from '../../../../shared/domain/ids.ts'
import { fakeRun } from '../../../helpers/fake-engine.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const id = RunId.parse('r0001-test')

/** One interrupted run, and how often it was opened. */
function service() {
  const opened: string[] = []
  const open = (task: string) => async () => {
    await new Promise((resolve) => setImmediate(resolve))
    opened.push(task)
    return ok({ ...fakeRun(id), task, leave: () => undefined })
  }
  const row = { id, procedure: 'customer-transfer', state: 'paused', members: ['1001'] }
  const data: Pick<DataApi, 'runs' | 'run' | 'customers' | 'append'> = {
    runs: async () => [row as unknown as RunRow], // the service reads these fields only
    run: async () => row as unknown as RunRow, // as above
    customers: async () => [],
    append: async () => ok({ seq: 1, hash: '' }),
  }
  const runs = createRunService({
    data: data as DataApi, // it calls no more of it
    clock: waitingClock(),
    pack: { procedures: [], commands: {} },
    services: () =>
      ({ runner: { resume: open('run'), undo: open('undo') } }) as unknown as ProjectServices, // nor of these
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
