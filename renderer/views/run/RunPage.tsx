import { useState } from 'react'
import { useStore } from 'zustand'
import { plural } from '../../components/format-count.ts'
import { Page } from '../../components/Page.tsx'
import { deskStore } from '../../stores/desk-store.ts'
import { goTo, navigationStore } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { ProceduresPanel } from './ProceduresPanel.tsx'
import { interruptedRuns } from './procedures.ts'
import { RunDetail } from './RunDetail.tsx'
import { RunList, runDetailId } from './RunList.tsx'
import { TakeUpButton } from './TakeUpButton.tsx'
import { runLines, shownRun } from './view-model.ts'
import './run.css'

/** What runs, what has run, and what can be run. */
export function RunPage() {
  const overview = useStore(projectStore, (state) => state.overview)
  const live = useStore(projectStore, (state) => state.live)
  const focus = useStore(navigationStore, ({ place }) =>
    place.focus?.kind === 'run' ? place.focus.id : undefined,
  )
  const takingBack = useStore(deskStore, ({ desk }) => desk?.takingBack)
  /** The user wants the procedures although a run goes on. */
  const [procedures, setProcedures] = useState(false)
  if (overview === undefined || overview === null) return null
  const lines = runLines(overview, live, takingBack ?? [])
  const run = procedures && focus === undefined ? undefined : shownRun(lines, focus)
  const interrupted = interruptedRuns(overview)
  return (
    <Page title="Run">
      <div className="run-layout columns fills">
        <RunList
          lines={lines}
          shown={run}
          onProcedures={() => {
            setProcedures(true)
            goTo('run')
          }}
        />
        <div className="run-detail" id={runDetailId} tabIndex={-1}>
          {interrupted.length === 0 || overview.project.mode === 'read' ? null : (
            <div className="alert" data-tone="warn" role="status">
              <div>
                {plural(interrupted.length, 'run')} stopped in the middle, or{' '}
                {interrupted.length === 1 ? 'waits' : 'wait'} for a planned start. Each step is
                looked up on its host before anything is repeated.
              </div>
              <TakeUpButton />
            </div>
          )}
          {run === undefined ? (
            <ProceduresPanel />
          ) : (
            <RunDetail key={run} run={run} left={lines.find(({ id }) => id === run)?.left ?? []} />
          )}
        </div>
      </div>
    </Page>
  )
}
