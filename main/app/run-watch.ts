import type { EventOf } from '../../shared/ipc/contract.ts'
import type { RunHandle } from '../engine.ts'

/** The overview reads the whole project: often enough to look live, seldom enough to cost nothing. */
const refreshMs = 1000

export type RunWatch = {
  follow(handle: RunHandle): void
  /** Stops following everything: the project is closed or its data process is gone. */
  forget(): void
}

/** Tells the window of every change of a run, and now and then that durable figures have moved with it. */
export function createRunWatch(out: {
  emit(event: 'run/did-change', payload: EventOf<'run/did-change'>): void
  changed(): void
  count(live: number): void
}): RunWatch {
  const followed = new Map<string, { readonly handle: RunHandle; readonly stop: () => void }>()
  let due: ReturnType<typeof setTimeout> | undefined

  const refreshSoon = (): void => {
    due ??= setTimeout(() => {
      due = undefined
      out.changed()
    }, refreshMs)
  }

  const drop = (id: string): void => {
    followed.get(id)?.stop()
    if (followed.delete(id)) out.count(followed.size)
  }

  return {
    follow(handle) {
      if (followed.has(handle.id)) return
      out.emit('run/did-change', handle.live())
      followed.set(handle.id, {
        handle,
        stop: handle.onChange((live) => {
          out.emit('run/did-change', live)
          refreshSoon()
        }),
      })
      out.count(followed.size)
      const ended = (): void => {
        // The same run may have been taken up again since, by another handle.
        if (followed.get(handle.id)?.handle !== handle) return
        const live = handle.live()
        out.emit('run/did-change', live)
        // Also where it is not over: who takes it up again follows another handle.
        drop(handle.id)
        out.changed()
      }
      // A run that breaks by a bug rejects: it is over as well, and the crash handler has already heard of it from the engine.
      handle.ended.then(ended, ended)
    },
    forget() {
      clearTimeout(due)
      due = undefined
      for (const id of followed.keys()) drop(id)
    },
  }
}
