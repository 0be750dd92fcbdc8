import { Button, Loader } from '@mantine/core'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { proposePlan, readPlan } from '../api/plan.ts'
import type { PlanDetails } from '../../shared/ipc/plan-views.ts'
import { projectStore } from '../stores/project-store.ts'
import { formatCount } from './format-count.ts'
import { Panel } from './Panel.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'
import { usePlan } from './use-plan.ts'

/** Shows its content once there is a plan; before, what to do about it. */
export function PlanGate({ children }: { readonly children: (plan: PlanDetails) => ReactNode }) {
  const { plan, problem } = usePlan()
  const customers = useStore(projectStore, ({ overview }) => overview?.project.customers ?? 0)
  const mode = useStore(projectStore, ({ overview }) => overview?.project.mode)
  const [busy, setBusy] = useState(false)
  if (problem !== undefined)
    return (
      <div>
        <ProblemAlert problem={problem} />
        <p className="row buttons">
          <Button onClick={() => void readPlan()}>Read the plan again</Button>
        </p>
      </div>
    )
  if (plan === undefined)
    return (
      <p className="loading" role="status">
        <Loader size="xs" /> Working out the plan…
      </p>
    )
  if (plan !== null) return <>{children(plan)}</>
  return (
    <Panel title="No plan yet">
      <p className="empty">
        The planner divides {formatCount(customers)} customers into a pilot and batches, finds their
        nights, and puts the four stages around them. Nothing is started by that.
      </p>
      {mode === 'write' ? (
        <Button
          variant="filled"
          loading={busy}
          onClick={() => {
            setBusy(true)
            void proposePlan().finally(() => setBusy(false))
          }}
        >
          Propose a plan
        </Button>
      ) : (
        <p className="empty">
          This project is open for reading only: whoever has it open for writing can propose one.
        </p>
      )}
    </Panel>
  )
}
