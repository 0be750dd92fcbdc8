import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { RunRecord } from '../../../shared/ipc/run-views.ts'
import { invoke } from '../../api/client.ts'
import { runIdOf } from '../../api/ids.ts'
import { useReread } from '../../components/use-reread.ts'
import { projectStore } from '../../stores/project-store.ts'

/** While a run goes on its record is read at most so often, ms. */
const betweenReadsMs = 1_000

/** The record of a run out of the journal, read again when something of it changed. */
export function useRunRecord(run: string): {
  readonly record: RunRecord | undefined
  readonly problem: Problem | undefined
} {
  const [shown, setShown] = useState<{ record?: RunRecord; problem?: Problem }>({})
  const live = useStore(projectStore, (state) => state.live.get(run))
  const readAt = useStore(projectStore, (state) => state.readAt)
  const when = useMemo(() => ({ live, readAt }), [live, readAt])
  useReread(
    run,
    when,
    async (isCurrent) => {
      const answer = await invoke('run/get-record', { run: runIdOf(run) })
      if (isCurrent()) setShown(answer.ok ? { record: answer.value } : { problem: answer.problem })
    },
    betweenReadsMs,
  )

  return {
    record: shown.record?.run === run ? shown.record : undefined,
    problem: shown.problem,
  }
}
