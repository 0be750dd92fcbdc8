import { Button } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { LiveRun } from '../../../shared/domain/live-run.ts'
import { runIdOf } from '../../api/ids.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { Meter } from '../../components/Meter.tsx'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { Empty, Panel } from '../../components/Panel.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { runTone } from '../../components/state-tones.ts'
import { dismissRun, projectStore } from '../../stores/project-store.ts'
import { ActiveAttempts } from './ActiveAttempts.tsx'
import { Questions } from './Questions.tsx'
import { controls, runOrder, waitingLine } from './view-model.ts'

/** What runs now: one block a run, the one that needs a person first. */
export function RunPanel() {
  const live = useStore(projectStore, (state) => state.live)
  const runs = runOrder([...live.values()])
  return (
    <Panel title="Running procedure">
      {runs.length === 0 ? (
        <Empty>Nothing runs. Start a procedure, or a batch, from the lists.</Empty>
      ) : (
        runs.map((run) => <RunBlock key={run.run} run={run} />)
      )}
    </Panel>
  )
}

function RunBlock({ run }: { readonly run: LiveRun }) {
  const [stopping, setStopping] = useState(false)
  const [undoing, setUndoing] = useState(false)
  const may = controls(run)
  const { total, done, failed, running, takenOut } = run.members
  const waiting = waitingLine(run)
  const id = runIdOf(run.run)
  return (
    <article className="run" aria-label={`${run.title} ${run.batch ?? ''}`}>
      <div className="row">
        <strong className="clip">
          {run.title}
          {run.batch === undefined ? '' : ` · ${run.batch}`}
        </strong>
        <StateMark tone={runTone[run.state]}>{run.state}</StateMark>
      </div>
      <Meter
        parts={[
          { tone: 'good', value: done, label: 'done' },
          { tone: 'active', value: running, label: 'running' },
          { tone: 'bad', value: failed, label: 'failed' },
          { tone: 'idle', value: takenOut, label: 'taken out' },
        ]}
        total={total}
        label={`${done} of ${total} done, ${running} running, ${failed} failed, ${takenOut} taken out`}
      />
      <div className="row figures">
        <span>
          <b>{done}</b> of {total} done
        </span>
        <span>{running} running</span>
        <span>{failed} failed</span>
        {takenOut > 0 ? <span>{takenOut} taken out</span> : null}
        <span className="muted">width {run.width}</span>
      </div>
      {waiting === '' ? null : (
        <p className="waiting" aria-live="polite">
          {waiting}
        </p>
      )}
      {run.problem === undefined ? null : <ProblemAlert problem={run.problem} />}
      <div className="row buttons">
        {may.pause ? (
          <Button onClick={() => void orTell(invoke('run/pause-run', { run: id }))}>Pause</Button>
        ) : null}
        {may.resume ? (
          <Button
            variant="filled"
            onClick={() => void orTell(invoke('run/resume-run', { run: id }))}
          >
            Resume
          </Button>
        ) : null}
        {may.stop ? (
          <Button variant="outline" color="red" onClick={() => setStopping(true)}>
            Stop…
          </Button>
        ) : null}
        {may.undo ? <Button onClick={() => setUndoing(true)}>Undo…</Button> : null}
        {may.dismiss ? <Button onClick={() => dismissRun(run.run)}>Dismiss</Button> : null}
      </div>
      <Questions run={run} />
      {may.steps ? <Steps run={run} /> : null}
      <ActiveAttempts run={run} />
      {undoing ? (
        <ConfirmDialog
          title={`Undo ${run.title}`}
          action="Undo the run"
          onClose={() => setUndoing(false)}
          onConfirm={async () => {
            const undone = await invoke('run/undo-run', { run: id })
            return undone.ok ? undefined : undone.problem
          }}
        >
          Every step that this run has done is taken back, the last one first, and each undo is
          verified. That includes the {done} of {total} that are done. To bring back a single
          customer, use Return in the list of customers.
        </ConfirmDialog>
      ) : null}
      {stopping ? (
        <ReasonDialog
          title={`Stop ${run.title}`}
          action="Stop the run"
          danger
          onClose={() => setStopping(false)}
          onConfirm={async (reason) => {
            const stopped = await invoke('run/stop-run', { run: id, reason })
            return stopped.ok ? undefined : stopped.problem
          }}
        >
          No new command is started. The {running} that are under way end by themselves; what is
          done stays done. The run is over then: the rest needs a new one.
        </ReasonDialog>
      ) : null}
    </article>
  )
}

/** How far each step has come over all members. */
function Steps({ run }: { readonly run: LiveRun }) {
  const { total } = run.members
  return (
    <table className="grid">
      <thead>
        <tr>
          <th>Step</th>
          <th className="num">Done</th>
          <th className="meter-column">of {total}</th>
        </tr>
      </thead>
      <tbody>
        {run.steps.map((step) => (
          <tr key={step.id} data-active={step.running > 0}>
            <td className="clip" title={step.title}>
              {step.title}
            </td>
            <td className="num">
              {step.done}
              {step.failed > 0 ? <StateMark tone="bad">{step.failed} failed</StateMark> : null}
            </td>
            <td>
              <Meter
                parts={[
                  { tone: 'good', value: step.done, label: 'done' },
                  { tone: 'active', value: step.running, label: 'running' },
                  { tone: 'bad', value: step.failed, label: 'failed' },
                ]}
                total={total}
                label={`${step.title}: ${step.done} done, ${step.running} running, ${step.failed} failed of ${total}`}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
