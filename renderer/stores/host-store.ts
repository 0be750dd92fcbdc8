import { createStore } from 'zustand/vanilla'
import type { PreflightReport } from '../../shared/domain/preflight.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { HostsView } from '../../shared/ipc/host-views.ts'

export type HostState = {
  /** Undefined until the first answer. */
  readonly view: HostsView | undefined
  /** Why the inventory could not be read the last time. */
  readonly problem: Problem | undefined
  /** Hosts whose connection is tested now. */
  readonly testing: ReadonlySet<string>
  /** How many of a test of several are done; undefined when none goes on. */
  readonly round: { readonly done: number; readonly of: number } | undefined
  /** The last pre-flight, asked for or by itself. */
  readonly preflight: PreflightReport | undefined
  readonly checking: boolean
}

const nothing: HostState = {
  view: undefined,
  problem: undefined,
  testing: new Set(),
  round: undefined,
  preflight: undefined,
  checking: false,
}

export const hostStore = createStore<HostState>(() => nothing)

/** Another project has other hosts. */
export const forgetHosts = (): void => hostStore.setState(nothing)

export function setTesting(host: string, testing: boolean): void {
  hostStore.setState((state) => {
    const next = new Set(state.testing)
    if (testing) next.add(host)
    else next.delete(host)
    return { testing: next }
  })
}
