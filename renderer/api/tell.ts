import type { Problem } from '../../shared/domain/problems.ts'
import { addMessage } from '../stores/message-store.ts'
import type { Notice } from '../stores/message-store.ts'
import { projectClock, projectStore } from '../stores/project-store.ts'

const now = (): number => {
  const state = projectStore.getState()
  return state.overview === undefined || state.overview === null
    ? Date.now()
    : projectClock(state, performance.now()).now
}

/** Shows a problem that belongs to no dialog; it stays until it is dismissed. `about`: the next problem or notice about it takes its place. */
export const tell = (problem: Problem, about?: string): void => addMessage(problem, now(), about)

/** Shows a notice; a warning stays until it is dismissed. */
export const notify = (notice: Notice, about?: string): void => addMessage(notice, now(), about)

/** Says what was done. */
export const say = (text: string): void => notify({ tone: 'info', text })
