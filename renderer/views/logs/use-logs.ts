import { useCallback, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { LogCheckView, LogState } from '../../../shared/ipc/log-views.ts'
import type { HostLook } from '../../../shared/log-rules/looks.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf } from '../../api/ids.ts'
import { useReread } from '../../components/use-reread.ts'
import { projectStore } from '../../stores/project-store.ts'

export type Logs = {
  /** Undefined until the first answer. */
  readonly state: LogState | undefined
  /** Null: not checked yet. Undefined: being read. */
  readonly check: LogCheckView | null | undefined
  readonly hosts: readonly HostLook[] | undefined
  readonly problem: Problem | undefined
  /** Reads again after something was signed or noted. */
  readonly reload: () => void
}

type Of<T> = { readonly batch: string; readonly value: T }

/** What main knows of the logs: read with every overview, the check itself only when it is another one. */
export function useLogs(batch: string | undefined): Logs {
  const overview = useStore(projectStore, (store) => store.overview)
  const [state, setState] = useState<LogState>()
  const [check, setCheck] = useState<Of<LogCheckView | null>>()
  const [hosts, setHosts] = useState<Of<readonly HostLook[]>>()
  const [problem, setProblem] = useState<Problem>()
  const [asked, setAsked] = useState(0)
  const line = state?.checks.find((other) => other.batch === batch)
  const version = `${line?.hash ?? ''} ${line?.at ?? 0} ${line?.settled === true ? 'settled' : 'open'}`
  const isRead = state !== undefined

  // A run fetches and checks by itself: with every overview there may be something else.
  const changed = useMemo(() => ({ overview, asked }), [overview, asked])
  useReread('logs', changed, async (isCurrent) => {
    const found = await invoke('logs/get-state')
    if (!isCurrent()) return
    if (found.ok) setState(found.value)
    setProblem(found.ok ? undefined : found.problem)
  })
  useReread(batch ?? '', changed, async (isCurrent) => {
    if (batch === undefined) return
    const of = batchIdOf(batch)
    const found = await invoke('logs/get-hosts', { batch: of })
    if (isCurrent() && found.ok) setHosts({ batch: of, value: found.value })
  })
  useReread(batch ?? '', `${isRead} ${version} ${asked}`, async (isCurrent) => {
    if (batch === undefined || !isRead) return
    const of = batchIdOf(batch)
    const found = await invoke('logs/get-check', { batch: of })
    if (!isCurrent()) return
    if (found.ok) setCheck({ batch: of, value: found.value })
    else setProblem(found.problem)
  })

  const reload = useCallback(() => setAsked((n) => n + 1), [])
  // What was read of another batch, also that it has none, says nothing of this one.
  const own = <T>(read: Of<T> | undefined): T | undefined =>
    read?.batch === batch ? read?.value : undefined
  return { state, check: own(check), hosts: own(hosts), problem, reload }
}
