import { useEffect } from 'react'
import { useStore } from 'zustand'
import { refreshDesk } from '../../api/actions.ts'
import { Page } from '../../components/Page.tsx'
import { projectStore } from '../../stores/project-store.ts'
import { NextWindow } from './NextWindow.tsx'
import './overview.css'
import { RisksPanel } from './RisksPanel.tsx'
import { RunningPanel } from './RunningPanel.tsx'
import { StageCards } from './StageCards.tsx'
import { TodayPanel } from './TodayPanel.tsx'
import { WaitingPanel } from './WaitingPanel.tsx'

/** Things become due, and a day begins, while nothing else happens: the desk is worked out again so often, ms. */
const deskAgesMs = 60_000

/** Where the migration stands, what runs, what waits for whom, what is next, what is at risk: the first thing that is seen. */
export function OverviewPage() {
  const readAt = useStore(projectStore, (state) => state.readAt)
  useEffect(() => {
    refreshDesk()
    const timer = setInterval(refreshDesk, deskAgesMs)
    return () => clearInterval(timer)
    // Whenever the project was read again, the desk may have changed with it.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [readAt])
  return (
    <Page title="Overview">
      <StageCards />
      <div className="overview-grid columns">
        <div>
          <RunningPanel />
          <WaitingPanel />
        </div>
        <div>
          <NextWindow />
          <TodayPanel />
          <RisksPanel />
        </div>
      </div>
    </Page>
  )
}
