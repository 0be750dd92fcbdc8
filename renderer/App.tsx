import { Loader } from '@mantine/core'
import { useStore } from 'zustand'
import { ProblemAlert } from './components/ProblemAlert.tsx'
import { SecretDialog } from './components/SecretDialog.tsx'
import { projectStore } from './stores/project-store.ts'
import { sessionStore } from './stores/session-store.ts'
import { BatchesPanel } from './views/batches/BatchesPanel.tsx'
import { ReturnDialog } from './views/batches/ReturnDialog.tsx'
import { DowntimePanel } from './views/downtime/DowntimePanel.tsx'
import { Header } from './views/header/Header.tsx'
import { LogsPanel } from './views/logs/LogsPanel.tsx'
import { ProceduresPanel } from './views/procedures/ProceduresPanel.tsx'
import { StartDialog } from './views/procedures/StartDialog.tsx'
import { RunPanel } from './views/run/RunPanel.tsx'
import { StageCards } from './views/stages/StageCards.tsx'
import { StartScreen } from './views/start/StartScreen.tsx'
import { isStageDone } from './views/stages/view-model.ts'
import { TimelinePanel } from './views/timeline/TimelinePanel.tsx'

/** The window: start screen or overview, and above both what a person has to know now. */
export function App() {
  const open = useStore(projectStore, ({ overview }) => overview)
  return (
    <div className="app">
      {open === undefined || open === null ? null : <Header />}
      <Messages />
      {open === undefined ? (
        <p className="loading" role="status">
          <Loader size="xs" /> Loading…
        </p>
      ) : open === null ? (
        <StartScreen />
      ) : (
        <main className="overview">
          <StageCards />
          <div className="left">
            <TimelinePanel />
            {/* Once the setup is done the work is in the batches: they move up. */}
            {isStageDone(open, 'setup') ? (
              <>
                <BatchesPanel />
                <ProceduresPanel />
              </>
            ) : (
              <>
                <ProceduresPanel />
                <BatchesPanel />
              </>
            )}
          </div>
          <div className="right">
            <RunPanel />
            <DowntimePanel />
            <LogsPanel />
          </div>
        </main>
      )}
      <StartDialog />
      <ReturnDialog />
      <SecretDialog />
    </div>
  )
}

function Messages() {
  const { busy, problem, notice } = useStore(sessionStore)
  return (
    <div className="messages">
      {busy === undefined ? null : (
        <div className="alert" data-tone="active" role="status">
          <div className="row">
            <Loader size="xs" /> {busy}
          </div>
        </div>
      )}
      {problem === undefined ? null : (
        <ProblemAlert
          problem={problem}
          onDismiss={() => sessionStore.setState({ problem: undefined })}
        />
      )}
      {notice === undefined ? null : (
        <div
          className="alert"
          data-tone={notice.tone === 'warning' ? 'warn' : 'active'}
          role="status"
        >
          <div>{notice.text}</div>
          <button
            type="button"
            className="quiet"
            onClick={() => sessionStore.setState({ notice: undefined })}
          >
            Dismiss
          </button>
        </div>
      )}
    </div>
  )
}
