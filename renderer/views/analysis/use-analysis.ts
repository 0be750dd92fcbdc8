import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { AnalysisView, SurveyProgress } from '../../../shared/ipc/analysis-views.ts'
import { invoke, listen } from '../../api/client.ts'
import { useReread } from '../../components/use-reread.ts'
import { projectStore } from '../../stores/project-store.ts'

export type Analysis = {
  readonly view?: AnalysisView
  readonly problem?: Problem
  /** Of the survey that goes on now. */
  readonly progress?: SurveyProgress
  /** When that was heard, epoch ms. */
  readonly heardMs: number
}

/** The results as they are now: read when the view is shown, and again when something durable changed. */
export function useAnalysis(): Analysis {
  const readAt = useStore(projectStore, (state) => state.readAt)
  const [read, setRead] = useState<Omit<Analysis, 'progress' | 'heardMs'>>({})
  const [progress, setProgress] = useState<SurveyProgress | null>()
  const [heardMs, setHeardMs] = useState(0)
  useEffect(
    () =>
      listen('analysis/did-progress', (told) => {
        setProgress(told.progress)
        setHeardMs(Date.now())
      }),
    [],
  )
  useReread('analysis', readAt, async (isCurrent) => {
    const answer = await invoke('analysis/get-state')
    if (!isCurrent()) return
    setRead((before) =>
      answer.ok
        ? answer.value === null
          ? {}
          : { view: answer.value }
        : { ...before, problem: answer.problem },
    )
  })
  const shown = progress === undefined ? read.view?.running : (progress ?? undefined)
  return { ...read, heardMs, ...(shown === undefined ? {} : { progress: shown }) }
}
