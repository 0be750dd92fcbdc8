import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { LiveRun } from '../../../shared/domain/live-run.ts'
import { isRunOver } from '../../../shared/domain/states.ts'
import type { RunRecord } from '../../../shared/ipc/run-views.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { runIdOf } from '../../api/ids.ts'
import { orTakeOver } from '../../api/take-over.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { plural } from '../../components/format-count.ts'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { useCommands } from '../../components/use-commands.ts'
import { askToStart } from '../../stores/dialog-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { TakeUpButton } from './TakeUpButton.tsx'
import { controls } from './view-model.ts'

type Props = {
  readonly run: string
  readonly live: LiveRun | undefined
  readonly record: RunRecord | undefined
}

/** What may be done with the run now; each change asks once more, with Cancel first. */
export function RunControls({ run, live, record }: Props) {
  const mode = useStore(projectStore, ({ overview }) => overview?.project.mode)
  const startAt = useStore(
    projectStore,
    ({ overview }) => overview?.runs.find(({ id }) => id === run)?.startAt,
  )
  const [asking, setAsking] = useState<'stop' | 'undo'>()
  const id = runIdOf(run)
  const state = live?.state ?? record?.state ?? 'draft'
  const isLive = live !== undefined && !isRunOver(live.state)
  const failed = record?.members.filter(
    ({ result }) => result === 'failed' || result === 'undone' || result === 'undo-failed',
  )
  const owed = record?.members.some((member) => member.owed === true) === true
  const may = controls({ state, live: isLive, failed: failed?.length ?? 0, owed, startAt })
  const standing = record?.members.filter(({ result }) => result === 'done').length ?? 0
  const mayStand = record?.members.some(
    ({ begunAt, result }) => begunAt !== undefined && result !== 'undone' && result !== 'taken-out',
  )
  const running = live?.members.running ?? 0
  const batch = live?.batch ?? record?.batch
  /** Which of several of its kind: what is asked before a change has to name it. */
  const name = `${live?.title ?? record?.title ?? run}${batch === undefined ? '' : `: ${batchName(batch)}`}`
  /** A run that only read has nothing that could be taken back. */
  const changes = record?.steps.some(({ hasUndo }) => hasUndo) === true
  const commands = useMemo(
    () => [
      ...(may.pause
        ? [
            {
              id: 'run.pause',
              title: 'Pause the run',
              group: 'Run',
              shortcut: 'alt+shift+P',
              run: () => void orTell(invoke('run/pause-run', { run: runIdOf(run) })),
            },
          ]
        : []),
      ...(may.resume
        ? [
            {
              id: 'run.resume',
              title: 'Resume the run',
              group: 'Run',
              shortcut: 'alt+shift+P',
              run: () => void orTell(invoke('run/resume-run', { run: runIdOf(run) })),
            },
          ]
        : []),
    ],
    [may.pause, may.resume, run],
  )
  useCommands('run', commands)
  if (mode === 'read') return <span className="muted">open for reading only</span>
  return (
    <div className="row buttons">
      {may.pause ? (
        <Button onClick={() => void orTell(invoke('run/pause-run', { run: id }))}>Pause</Button>
      ) : null}
      {may.resume ? (
        <Button variant="filled" onClick={() => void orTell(invoke('run/resume-run', { run: id }))}>
          Resume
        </Button>
      ) : null}
      {may.stop ? (
        <Button variant="outline" color="red" onClick={() => setAsking('stop')}>
          Stop…
        </Button>
      ) : null}
      {may.takeUp ? <TakeUpButton run={run} /> : null}
      {may.again && record !== undefined ? (
        <Button
          onClick={() =>
            askToStart({
              procedure: record.procedure,
              ...(record.batch === undefined ? {} : { batch: record.batch }),
              members: (failed ?? []).map((member) => member.id),
              dryOnly: false,
            })
          }
        >
          Run again for {plural(failed?.length ?? 0, 'member')}…
        </Button>
      ) : null}
      {may.undo && changes && mayStand ? (
        <Button onClick={() => setAsking('undo')}>Undo…</Button>
      ) : null}
      {asking === 'undo' ? (
        <ConfirmDialog
          title={`Undo ${name}`}
          action="Undo the run"
          onClose={() => setAsking(undefined)}
          onConfirm={() =>
            orTakeOver((takeOver) =>
              invoke('run/undo-run', { run: id, ...(takeOver === undefined ? {} : { takeOver }) }),
            )
          }
        >
          Every step that this run has done is taken back, the last one first, and each undo is
          verified. Evidence is kept before the first change. {plural(standing, 'member')} that went
          well {standing === 1 ? 'is' : 'are'} taken back too. To bring back a single one, use Undo
          in its row of Members.
        </ConfirmDialog>
      ) : null}
      {asking === 'stop' ? (
        <ReasonDialog
          title={`Stop ${name}`}
          action="Stop the run"
          danger
          onClose={() => setAsking(undefined)}
          onConfirm={async (reason) => {
            const stopped = await invoke('run/stop-run', { run: id, reason })
            return stopped.ok ? undefined : stopped.problem
          }}
        >
          No new command is started. The {running} that are under way end by themselves; what is
          done stays done. The run is over then: the rest needs a new one.
        </ReasonDialog>
      ) : null}
    </div>
  )
}
