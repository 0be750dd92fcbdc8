import { Loader } from '@mantine/core'
import { useStore } from 'zustand'
import { sessionStore } from '../stores/session-store.ts'
import { ProblemAlert } from './ProblemAlert.tsx'

/** What the window waits for, the last problem, and the last news, above whatever is shown. */
export function Messages() {
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
