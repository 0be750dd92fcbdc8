import { describe, expect, it, vi } from 'vitest'
import type { Site } from '../../../../main/app/site.ts'
import { planHandlers } from '../../../../main/ipc/handlers/plan-handlers.ts'
import { runHandlers } from '../../../../main/ipc/handlers/run-handlers.ts'
import { createWorkspace } from '../../../../main/app/workspace.ts'
import type { Engine } from '../../../../main/engine.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import { ProcedureId, RunId } from '../../../../shared/domain/ids.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { dataOf, fakeEngine, fakeRun, summaryOf } from '../../../helpers/fake-engine.ts'

const procedure = ProcedureId.parse('ids-split')

/** A workspace over engines that the test hands out one after another, and the way to kill the data process of the last. */
function workspace(...engines: Partial<Engine>[]) {
  const log: string[] = []
  const events: [string, unknown][] = []
  let lose: (why: string) => void = () => undefined
  let next = 0
  const site: Site = {
    sample: false,
    clock: { now: () => instant(1000), rate: () => 1 },
    engine: async (onDataLost) => {
      lose = onDataLost
      log.push(`engine ${next + 1}`)
      return fakeEngine(engines[Math.min(next++, engines.length - 1)] ?? {})
    },
    close: async () => void log.push('site closed'),
  }
  const made = createWorkspace({
    sites: {
      field: async () => site,
      sample: async () => ({
        ...site,
        files: { project: '/lab/project.yaml', out: '/lab/p.switchyard' },
      }),
    },
    by: 'ana',
    emit: (event, payload) => events.push([event, payload]),
    onLiveRuns: (count) => log.push(`live ${count}`),
  })
  const crashes = () =>
    events.filter(([event]) => event === 'data/did-crash').map(([, payload]) => payload)
  const handlers = { runs: runHandlers(made), plan: planHandlers(made) }
  return { ...made, ...handlers, log, events, crashes, lose: (why: string) => lose(why) }
}

/** What the window heard of runs. */
const toldOf = ({ events }: Pick<ReturnType<typeof workspace>, 'events'>): unknown[] =>
  events.flatMap(([event, payload]) => (event === 'run/did-change' ? [payload] : []))

describe('the workspace', () => {
  it('answers a problem to everything that needs a project while none is open', async () => {
    const made = workspace({})
    const { runs, plan } = made
    for (const answer of [
      await runs['run/start-procedure']({ procedure }),
      await plan['batch/plan-batches'](undefined),
      await runs['run/take-up-interrupted']({}),
    ])
      expect(answer).toMatchObject({ ok: false, problem: { message: 'No project is open.' } })
  })

  it('has no overview and no desk while none is open: the window may ask while one is being closed', async () => {
    const made = workspace({})
    await expect(made.overview()).resolves.toBeNull()
    await expect(made.desk()).resolves.toBeNull()
  })

  it('leaves nothing behind when a project cannot be opened', async () => {
    const closed = vi.fn<() => Promise<void>>(async () => undefined)
    const damaged = problem('project-damaged', 'It is damaged.')
    const made = workspace({
      open: async () => bad(damaged),
      close: closed,
    })
    await expect(made.openProject('/p')).resolves.toEqual(bad(damaged))
    expect([closed.mock.calls.length, made.log.at(-1), made.projectName()]).toEqual([
      1,
      'site closed',
      undefined,
    ])
  })

  it('opens a project that another process writes for reading', async () => {
    const modes: string[] = []
    const made = workspace({
      open: async (_path, mode) => {
        modes.push(mode)
        return mode === 'write'
          ? bad(problem('project-locked', 'In use.'))
          : fakeEngine({}).open('/p', 'read')
      },
    })
    await expect(made.openProject('/p')).resolves.toMatchObject({ ok: true })
    expect(modes).toEqual(['write', 'read'])
  })

  it('tells the window to read again when a colleague has written into what is open for reading', async () => {
    let lastSeq = 7
    const made = workspace({
      open: async (_path, mode) =>
        mode === 'write'
          ? bad(problem('project-locked', 'In use.'))
          : ok(summaryOf({ mode, lastSeq })),
      data: dataOf({ summary: async () => summaryOf({ lastSeq }) }),
    })
    const told = () => made.events.filter(([event]) => event === 'project/did-change').length
    await made.openProject('/p')
    const opened = told()
    await made.lookForOthers()
    expect(told()).toBe(opened)
    lastSeq = 9
    await made.lookForOthers()
    await made.lookForOthers()
    expect(told()).toBe(opened + 1)
    await made.closeProject()
    await expect(made.lookForOthers()).resolves.toBeUndefined()
  })

  it('looks for nobody in a project that it writes itself', async () => {
    const made = workspace({ data: dataOf({}) })
    await made.openProject('/p')
    await expect(made.lookForOthers()).resolves.toBeUndefined()
  })

  it('starts under the name of who is logged in, follows the run, and counts it until it is over', async () => {
    const run = fakeRun('run-1')
    const asked: unknown[] = []
    const made = workspace({
      start: async (request) => {
        asked.push(request)
        return ok(run)
      },
    })
    await made.openProject('/p')
    await expect(
      made.runs['run/start-procedure']({ procedure, batch: undefined }),
    ).resolves.toEqual(ok({ run: 'run-1' }))
    expect(asked).toEqual([{ procedure, by: 'ana' }])
    run.change({ waiting: 'waits for src-db' })
    run.end({ state: 'succeeded' })
    await vi.waitFor(() =>
      expect(made.log.filter((line) => line.startsWith('live'))).toEqual(['live 1', 'live 0']),
    )
    const seen = toldOf(made)
    expect(seen.at(1)).toMatchObject({ waiting: 'waits for src-db' })
    expect(seen.at(-1)).toMatchObject({ state: 'succeeded' })
  })

  it('follows a run again that was taken up after its journal had refused a write', async () => {
    const [first, second] = [fakeRun('run-1'), fakeRun('run-1')]
    const made = workspace({ start: async () => ok(first), resumeAll: async () => ok([second]) })
    await made.openProject('/p')
    await made.runs['run/start-procedure']({ procedure, batch: undefined })
    first.end({ problem: problem('disk-full', 'The disk is full.') })
    await first.ended
    await made.runs['run/take-up-interrupted']({})
    second.change({ waiting: 'waits for src-db' })
    expect(toldOf(made).at(-1)).toMatchObject({ waiting: 'waits for src-db' })
  })

  it('follows the runs that go on although another one could not be taken up', async () => {
    const run = fakeRun('run-1')
    const made = workspace({
      resumeAll: async () => bad(problem('project-damaged', 'its snapshot is missing')),
      running: () => [run],
    })
    await made.openProject('/p')
    expect(await made.runs['run/take-up-interrupted']({})).toMatchObject({ ok: false })
    run.change({ waiting: 'waits for src-db' })
    expect(toldOf(made).at(-1)).toMatchObject({ waiting: 'waits for src-db' })
  })

  it('passes pause, stop, take out and answers on to the run, with name and reason', async () => {
    const log: string[] = []
    const run = fakeRun('run-1', log)
    const made = workspace({ running: () => [run] })
    await made.openProject('/p')
    const asked = { run: run.id, reason: 'alarm' }
    await made.runs['run/pause-run'](asked)
    await made.runs['run/stop-run'](asked)
    await made.runs['run/take-out-member']({ ...asked, member: '100', reason: 'asked to' })
    await made.runs['run/answer-question']({ ...asked, question: 'q1', choice: 'retry' })
    expect(log).toEqual([
      'pause run-1 ana',
      'stop run-1 ana alarm',
      'take out 100 ana asked to',
      'answer q1 retry ana',
    ])
  })

  it('says so when a run is not going on any more', async () => {
    const made = workspace({})
    await made.openProject('/p')
    await expect(made.runs['run/pause-run']({ run: fakeRun('run-9').id })).resolves.toMatchObject({
      ok: false,
      problem: { code: 'wrong-use' },
    })
  })

  it('pauses what runs before it closes the project', async () => {
    const log: string[] = []
    const made = workspace({
      running: () => [fakeRun('run-1', log)],
      close: async () => void log.push('closed'),
    })
    await made.openProject('/p')
    await made.closeProject()
    expect(log).toEqual(['pause run-1 ana', 'closed'])
  })

  it('leaves a project whose data process is gone for another one, though its runs cannot be paused', async () => {
    const log: string[] = []
    const run = fakeRun('run-1')
    const made = workspace(
      {
        running: () => [
          { ...run, pause: async () => Promise.reject(new Error('the data process is gone')) },
          fakeRun('run-2', log),
        ],
        close: async () => void log.push('closed'),
      },
      {},
    )
    await made.openProject('/p')
    await expect(made.openProject('/other')).resolves.toMatchObject({ ok: true })
    expect(log).toEqual(['pause run-2 ana', 'closed'])
    expect(made.projectName()).toBe('Panda Telecom')
  })

  it('keeps the open project and its runs when another one cannot be opened', async () => {
    const log: string[] = []
    const made = workspace(
      { running: () => [fakeRun('run-1', log)], close: async () => void log.push('closed') },
      { open: async () => bad(problem('project-damaged', 'It is damaged.')) },
    )
    await made.openProject('/p')
    await expect(made.openProject('/damaged')).resolves.toMatchObject({ ok: false })
    expect([log, made.projectName(), made.liveRuns().length]).toEqual([[], 'Panda Telecom', 1])
  })

  it('takes what dies while it is opened for a file that cannot be opened', async () => {
    const made = workspace(
      { running: () => [fakeRun('run-1')] },
      {
        open: async () => {
          made.lose('exit code 11')
          return bad(problem('data-process', 'It ended.'))
        },
      },
    )
    await made.openProject('/p')
    await made.openProject('/other')
    expect([made.crashes(), made.liveRuns().length]).toEqual([[], 1])
  })

  it('opens one project after another, and closes the one before each time', async () => {
    const log: string[] = []
    const engineOf = (name: string): Partial<Engine> => ({
      open: async (path, mode) => {
        log.push(`open ${name}`)
        return fakeEngine({}).open(path, mode)
      },
      close: async () => void log.push(`close ${name}`),
    })
    const made = workspace(engineOf('a'), engineOf('b'), engineOf('c'))
    await Promise.all(['/a', '/b', '/c'].map((path) => made.openProject(path)))
    await made.closeProject()
    expect(log).toEqual(['open a', 'open b', 'close a', 'open c', 'close b', 'close c'])
  })

  it('skips no time outside of the lab', async () => {
    const made = workspace({})
    await made.openProject('/p')
    await expect(made.skipTime(instant(5000))).resolves.toMatchObject({
      ok: false,
      problem: { code: 'not-allowed' },
    })
  })
})

describe('a data process that ends by itself', () => {
  it('is shown, started again, and the same project opened in it', async () => {
    const opened: string[] = []
    const open: Engine['open'] = async (path, mode) => {
      opened.push(`${path} ${mode}`)
      return fakeEngine({}).open(path, mode)
    }
    const made = workspace({ open }, { open })
    await made.openProject('/p')
    made.lose('exit code 11')
    await vi.waitFor(() => expect(made.crashes()).toHaveLength(2))
    expect(made.crashes()).toMatchObject([{ state: 'restarting' }, { state: 'up' }])
    expect(opened).toEqual(['/p write', '/p write'])
    expect(made.log.filter((line) => line.startsWith('engine'))).toEqual(['engine 1', 'engine 2'])
  })

  it('is not started again for ever', async () => {
    const made = workspace({})
    await made.openProject('/p')
    for (let crash = 1; crash <= 4; crash += 1) {
      made.lose('exit code 11')
      await vi.waitFor(() => expect(made.crashes()).toHaveLength(crash * 2))
    }
    expect(made.crashes().at(-1)).toMatchObject({
      state: 'down',
      message: expect.stringContaining('4 times'),
    })
  })

  it('is no news after the project was closed', async () => {
    const made = workspace({})
    await made.openProject('/p')
    await made.closeProject()
    made.lose('exit code 0')
    expect(made.crashes()).toEqual([])
  })
})

it('gives the reason of a take-over to whatever takes hosts from somebody else', async () => {
  const asked: unknown[] = []
  const no = async (...words: unknown[]) => {
    asked.push(words.at(-1))
    return bad(problem('in-other-hands', 'anna works here'))
  }
  const made = workspace({ resumeAll: no, undo: no, start: no })
  await made.openProject('/p')
  const run = RunId.parse('r0001-abcdef')
  const takeOver = 'her laptop is off'
  await made.runs['run/take-up-interrupted']({ takeOver })
  await made.runs['run/undo-run']({ run, takeOver })
  await made.runs['run/start-procedure']({ procedure, takeOver })
  expect(asked).toEqual([{ takeOver }, { takeOver }, expect.objectContaining({ takeOver })])
})
