import { Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '../../shared/domain/problems.ts'
import { runPreflight } from '../api/host-actions.ts'
import { hostStore } from '../stores/host-store.ts'
import { PreflightList } from './PreflightList.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'

/** Looks around when it is first shown, and says what is not as it should be. It keeps nobody from going on. */
export function PreflightCheck() {
  const report = useStore(hostStore, (state) => state.preflight)
  const checking = useStore(hostStore, (state) => state.checking)
  const [problem, setProblem] = useState<Problem>()
  useEffect(() => {
    void runPreflight().then(setProblem)
  }, [])
  if (problem !== undefined) return <ProblemAlert problem={problem} />
  if (report === undefined || checking)
    return (
      <div className="row" role="status">
        <Loader size="xs" /> The pre-flight looks at this computer, the hosts and the people.
      </div>
    )
  return <PreflightList report={report} brief />
}
