import type { ProjectSummary } from '../../main/data/protocol.ts'
import type { Engine, RunHandle } from '../../main/engine.ts'
import { ok } from '../../shared/base/result.ts'
import { RunId } from '../../shared/domain/ids.ts'
import type { LiveRun } from '../../shared/domain/live-run.ts'
import { liveRun } from './live-run.ts'

export type FakeRun = RunHandle & {
  /** Says that the run has changed, as the runner does. */
  change(live: Partial<LiveRun>): void
  end(live: Partial<LiveRun>): void
}

export function fakeRun(id: string, log: string[] = []): FakeRun {
  let live: LiveRun = liveRun({ run: id })
  const listeners = new Set<(live: LiveRun) => void>()
  const ended = Promise.withResolvers<LiveRun>()
  const change = (next: Partial<LiveRun>): void => {
    live = { ...live, ...next }
    for (const listener of listeners) listener(live)
  }
  return {
    id: RunId.parse(id),
    live: () => live,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    pause: async (by) => void log.push(`pause ${id} ${by}`),
    resume: async (by) => void log.push(`resume ${id} ${by}`),
    stop: async (by, reason) => void log.push(`stop ${id} ${by} ${reason}`),
    takeOut: async (member, by, reason) => {
      log.push(`take out ${member} ${by} ${reason}`)
      return ok(undefined)
    },
    answer: async (question, choice, by) => {
      log.push(`answer ${question} ${choice} ${by}`)
      return ok(undefined)
    },
    ended: ended.promise,
    change,
    end(next) {
      change(next)
      ended.resolve(live)
    },
  }
}

/** What the workspace reads of a summary. */
export const summaryOf = (differs: Partial<ProjectSummary> = {}): ProjectSummary =>
  ({
    path: '/p.switchyard',
    mode: 'write',
    spec: { name: 'Panda Telecom' },
    lastSeq: 1,
    ...differs,
  }) as unknown as ProjectSummary // other fields are not read

/** The calls of the data process that a test needs. */
export const dataOf = (calls: Partial<Engine['data']>): Engine['data'] => calls as Engine['data'] // what is not there cannot be called

/** The parts of an engine that a test needs; calling any other fails the test. */
export function fakeEngine(parts: Partial<Engine>): Engine {
  const engine: Partial<Engine> = {
    open: async () => ok(summaryOf()),
    importProject: async () => ok(summaryOf()),
    running: () => [],
    close: async () => undefined,
    ...parts,
  }
  return engine as Engine // what is not there cannot be called
}
