import { createStore } from 'zustand/vanilla'
import type { LiveRun } from '../../shared/domain/live-run.ts'
import { isRunOver } from '../../shared/domain/states.ts'
import type { DataProcessState, Overview } from '../../shared/ipc/overview.ts'
import { deskStore } from './desk-store.ts'
import { forgetDialogs } from './dialog-store.ts'
import { forgetHosts } from './host-store.ts'
import { resetPlace } from './navigation-store.ts'

export type ProjectState = {
  /** Undefined until the first answer, null when no project is open. */
  readonly overview: Overview | null | undefined
  /** Runs of this session by id, the newest state of each; runs that are over stay until the project is closed. */
  readonly live: ReadonlyMap<string, LiveRun>
  /** When the overview came, on this computer's monotonic clock: the project's time is counted on from there. */
  readonly readAt: number
}

const closed: ProjectState = { overview: undefined, live: new Map(), readAt: 0 }

export const projectStore = createStore<ProjectState>(() => closed)

/**
 * Takes a fresh overview in; its live runs replace older states of the same runs. A run that goes on and is not among them has lost its
 * driver, with the data process that ended: what the window last heard of it does not hold any more.
 */
export function showOverview(overview: Overview | null, readAt: number): void {
  const same = projectStore.getState().overview?.project.path === overview?.project.path
  if (!same) {
    resetPlace()
    forgetHosts()
    forgetDialogs()
    deskStore.setState({ desk: undefined })
  }
  projectStore.setState(({ live }) => {
    const next = new Map([...live].filter(([, run]) => same && isRunOver(run.state)))
    for (const run of overview?.live ?? []) next.set(run.run, run)
    return { overview, live: next, readAt }
  })
}

/** Until the project can be read again, the last overview stands; its data process is not as it says. */
export const showDataProcess = (state: DataProcessState['state']): void =>
  projectStore.setState(({ overview }) =>
    overview === undefined || overview === null
      ? {}
      : { overview: { ...overview, dataProcess: { ...overview.dataProcess, state } } },
  )

export function showRun(run: LiveRun): void {
  projectStore.setState(({ live }) => ({ live: new Map(live).set(run.run, run) }))
}

/** The project's time, counted on from the last overview at the speed of its clock; for showing and for reading again only. */
export const projectClock = (
  { overview, readAt }: Pick<ProjectState, 'overview' | 'readAt'>,
  tick: number,
): { readonly now: number; readonly rate: number } => {
  const { now = 0, rate = 1 } = overview ?? {}
  return { now: now + Math.max(0, tick - readAt) * rate, rate }
}
