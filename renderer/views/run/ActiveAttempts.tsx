import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AttemptFilter } from './AttemptsPane.tsx'
import type { LiveRun } from '../../../shared/domain/live-run.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import { invoke } from '../../api/client.ts'
import { runIdOf } from '../../api/ids.ts'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { useProjectTime } from '../../components/use-project-time.ts'
import { shownAttempts } from './view-model.ts'

/** What happens on which host right now, with the last line that the host wrote. */
type Props = { readonly run: LiveRun; readonly onShow: (filter: AttemptFilter) => void }

export function ActiveAttempts({ run, onShow }: Props) {
  const now = useProjectTime()
  const [takingOut, setTakingOut] = useState<string>()
  const more = run.active.length - shownAttempts
  return (
    <>
      {run.active.length === 0 ? null : (
        <ul className="attempts" aria-label="On the hosts now">
          {run.active.slice(0, shownAttempts).map((attempt) => (
            <li key={attempt.attempt}>
              <div className="row">
                <span className="clip">
                  <b>{attempt.member}</b> {attempt.title}{' '}
                  <span className="muted">
                    {attempt.phase} on {attempt.host}
                  </span>
                </span>
                <span className="num muted">{formatMs(Math.max(0, now - attempt.since))}</span>
                <Button
                  size="compact-xs"
                  aria-label={`Output of ${attempt.member} at ${attempt.title}`}
                  onClick={() =>
                    onShow({ only: 'all', step: attempt.step, member: attempt.member })
                  }
                >
                  Output
                </Button>
                {run.members.total > 1 ? (
                  <Button size="compact-xs" onClick={() => setTakingOut(attempt.member)}>
                    Take out…
                  </Button>
                ) : null}
              </div>
              {attempt.lastLine === undefined ? null : (
                <div className="mono clip">{attempt.lastLine}</div>
              )}
            </li>
          ))}
          {more > 0 ? <li className="muted">and {more} more</li> : null}
        </ul>
      )}
      {takingOut === undefined ? null : (
        <ReasonDialog
          title={`Take ${takingOut} out`}
          action="Take it out"
          onClose={() => setTakingOut(undefined)}
          onConfirm={async (reason) => {
            const taken = await invoke('run/take-out-member', {
              run: runIdOf(run.run),
              member: takingOut,
              reason,
            })
            return taken.ok ? undefined : taken.problem
          }}
        >
          It ends after the step that it is in, and what was done for it is taken back. The others
          go on.
        </ReasonDialog>
      )}
    </>
  )
}
