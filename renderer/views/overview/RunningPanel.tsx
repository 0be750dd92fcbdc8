import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import { batchName } from '../../../shared/domain/batch-name.ts'
import { isRunOver } from '../../../shared/domain/states.ts'
import { Meter } from '../../components/Meter.tsx'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { runTone } from '../../components/state-tones.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'

/** What goes on now, each with the line that says what it waits for. */
export function RunningPanel() {
  const live = useStore(projectStore, (state) => state.live)
  const runs = [...live.values()].filter(({ state }) => !isRunOver(state))
  return (
    <Panel title="Running">
      {runs.length === 0 ? (
        <Empty>Nothing runs. Procedures are started in Run, batches in Batches.</Empty>
      ) : (
        runs.map(({ run, title, batch, state, members, waiting }) => (
          <article
            key={run}
            className="run"
            aria-label={`${title}${batch === undefined ? '' : ` ${batchName(batch)}`}`}
          >
            <div className="row">
              <strong className="clip">
                {title}
                {batch === undefined ? '' : ` · ${batchName(batch)}`}
              </strong>
              <StateMark tone={runTone[state]}>{state}</StateMark>
            </div>
            <Meter
              parts={[
                { tone: 'good', value: members.done, label: 'done' },
                { tone: 'active', value: members.running, label: 'running' },
                { tone: 'bad', value: members.failed, label: 'failed' },
              ]}
              total={members.total}
              label={`${members.done} of ${members.total} done`}
            />
            <div className="row">
              <span className="muted clip">
                {members.done} of {members.total} done{waiting === '' ? '' : ` · ${waiting}`}
              </span>
              <Button size="compact-xs" onClick={() => goTo('run', { kind: 'run', id: run })}>
                Show
              </Button>
            </div>
          </article>
        ))
      )}
    </Panel>
  )
}
