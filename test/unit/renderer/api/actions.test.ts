import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connect, refreshDesk } from '../../../../renderer/api/actions.ts'
import { deskStore } from '../../../../renderer/stores/desk-store.ts'
import { projectStore, showOverview, showRun } from '../../../../renderer/stores/project-store.ts'
import { say, tell } from '../../../../renderer/api/tell.ts'
import { forgetMessages, messageStore } from '../../../../renderer/stores/message-store.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import type { PreflightReport } from '../../../../shared/domain/preflight.ts'
import type { Problem } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'
import type { Desk } from '../../../../shared/domain/desk.ts'
import { liveRun } from '../../../helpers/live-run.ts'
import { minutes, overview } from '../../../helpers/overview.ts'

const listeners = new Map<string, (payload: unknown) => void>()
/** What main answers; a desk comes when the test lets it. */
const main = {
  overview: overview(),
  desks: [] as ((desk: Desk) => void)[],
  problem: undefined as Problem | undefined,
}
const answers: Readonly<Record<string, () => unknown>> = {
  'project/get-overview': () => main.overview,
  'project/get-desk': async () => new Promise<Desk>((resolve) => main.desks.push(resolve)),
}
const bridge = {
  invoke: async (channel: string) =>
    main.problem === undefined
      ? { ok: true, value: (await answers[channel]?.()) ?? null }
      : { ok: false, problem: main.problem },
  on(event: string, listener: (payload: unknown) => void) {
    listeners.set(event, listener)
    return () => listeners.delete(event)
  },
}
const settle = () => vi.advanceTimersByTimeAsync(0)
/** What stands in the window. */
const said = () => messageStore.getState().open.map((message) => message.said)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', { switchyard: bridge })
  main.overview = overview()
  main.problem = undefined
})
afterEach(() => {
  showOverview(null, 0)
  forgetMessages()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it("reads the project's time again when the computer wakes up: its own clock stood still meanwhile", async () => {
  await connect()
  main.overview = overview({ now: minutes(480) })
  listeners.get('app/did-resume')?.({ alive: 0, lost: [], following: 0, asking: [] })
  await settle()
  expect(projectStore.getState().overview?.now).toBe(minutes(480))
})

it('works the desk out at once when a run has ended, and not as seldom as while it goes on', async () => {
  await connect()
  refreshDesk()
  await settle()
  const desk: Desk = { risks: [], waiting: [], near: [], takingBack: [] }
  main.desks.shift()?.(desk)
  await settle()
  showRun(liveRun({ state: 'running' }))
  refreshDesk()
  await settle()
  expect(main.desks).toHaveLength(0)
  showRun(liveRun({ state: 'succeeded' }))
  refreshDesk()
  await settle()
  expect(main.desks).toHaveLength(1)
  main.desks.length = 0
  await vi.advanceTimersByTimeAsync(10_000)
  expect(main.desks).toHaveLength(0)
})

it('shows no desk of a project that was closed while it was read', async () => {
  await connect()
  refreshDesk()
  await settle()
  const panda = overview()
  showOverview(overview({ project: { ...panda.project, path: '/other.switchyard' } }), 1)
  main.desks.shift()?.({
    risks: [{ tone: 'bad', title: 'of Panda', detail: '' }],
    waiting: [],
    near: [],
    takingBack: [],
  })
  await settle()
  expect(deskStore.getState().desk).toBeUndefined()
})

describe('a data process that ends and is started again', () => {
  const again = problem('data-process', 'It was closed.', { next: 'Open the project again.' })
  const hear = (event: string, payload: unknown) => {
    listeners.get(event)?.(payload)
    return settle()
  }

  it('leaves no advice behind that the restart has made wrong', async () => {
    await connect()
    main.problem = again
    await hear('project/did-change', {})
    expect(said()).toEqual([again])
    await hear('data/did-crash', { message: 'It ended.', state: 'restarting' })
    await hear('project/did-change', {})
    expect(projectStore.getState().overview?.dataProcess.state).toBe('restarting')
    main.problem = undefined
    await hear('data/did-crash', { message: 'It was started again.', state: 'up' })
    await hear('project/did-change', {})
    expect(said()).toEqual([{ tone: 'info', text: 'It was started again.' }])
  })

  it('is told once while it is being started', async () => {
    await connect()
    await hear('data/did-crash', { message: 'It ended.', state: 'restarting' })
    main.problem = again
    await hear('project/did-change', {})
    expect(said()).toEqual([{ tone: 'warning', text: 'It ended.' }])
  })

  it('keeps what is said of something that a person did meanwhile', async () => {
    await connect()
    tell(again)
    await hear('data/did-crash', { message: 'It was started again.', state: 'up' })
    await hear('project/did-change', {})
    expect(said()).toContainEqual(again)
  })
})

describe('a pre-flight that runs by itself', () => {
  const preflight = (items: PreflightReport['items']) =>
    listeners.get('app/did-run-preflight')?.({ at: instant(0), answer: 'warn', items })

  it('takes the place of the one before it, and not of what a click has answered', async () => {
    await connect()
    preflight([{ check: 'power', answer: 'warn', sentence: 'On battery.' }])
    say('19 customers of Pilot are accepted.')
    preflight([])
    expect(said()).toEqual([
      { tone: 'info', text: '19 customers of Pilot are accepted.' },
      { tone: 'info', text: 'Pre-flight: everything is as it should be.' },
    ])
    expect(messageStore.getState().past.map((message) => message.said)).toEqual([
      { tone: 'warning', text: 'Pre-flight, look at this: On battery. ' },
    ])
  })
})
