import { Button, Tabs } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { LiveRun } from '../../../shared/domain/live-run.ts'
import type { RunRecord } from '../../../shared/ipc/run-views.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Meter } from '../../components/Meter.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useZone } from '../../components/use-zone.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { ActiveAttempts } from './ActiveAttempts.tsx'
import { AttemptsPane } from './AttemptsPane.tsx'
import type { AttemptFilter } from './AttemptsPane.tsx'
import { BudgetDials } from './BudgetDials.tsx'
import { MembersGrid } from './MembersGrid.tsx'
import { Questions } from './Questions.tsx'
import { RecordPanel } from './RecordPanel.tsx'
import { RunControls } from './RunControls.tsx'
import { StepsTable } from './StepsTable.tsx'
import { useRunRecord } from './use-run-record.ts'
import { runMark } from './marks.ts'
import { takingBackLine, tookWords, waitingLine } from './view-model.ts'

/** One run: what it asks, its budget, its steps beside their dry run, its members, its output, its record. */
export function RunDetail({
  run,
  left,
}: {
  readonly run: string
  readonly left: readonly string[]
}) {
  const live = useStore(projectStore, (state) => state.live.get(run))
  const { record, problem } = useRunRecord(run)
  const [tab, setTab] = useState<string | null>('steps')
  const [filter, setFilter] = useState<AttemptFilter>({ only: 'all' })
  const title = live?.title ?? record?.title ?? run
  const batch = live?.batch ?? record?.batch

  const showAttempts = (next: AttemptFilter): void => {
    setFilter(next)
    setTab('output')
  }

  return (
    <article
      className="run-block"
      aria-label={`${title}${batch === undefined ? '' : ` ${batchName(batch)}`}`}
    >
      <RunHead run={run} title={title} batch={batch} live={live} record={record} />
      {left.length === 0 ? null : <TakingBackAlert run={run} left={left} />}
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {live === undefined ? null : (
        <>
          {live.problem === undefined ? null : <ProblemAlert problem={live.problem} />}
          <Questions run={live} />
          <BudgetDials run={live} />
          <Progress run={live} />
        </>
      )}
      {record === undefined ? (
        problem === undefined ? (
          <p className="muted" role="status">
            Reading the journal of this run…
          </p>
        ) : null
      ) : (
        <Tabs value={tab} onChange={setTab} keepMounted={false} className="run-tabs">
          <Tabs.List>
            <Tabs.Tab value="steps">Steps</Tabs.Tab>
            <Tabs.Tab value="members">Members · {formatCount(record.members.length)}</Tabs.Tab>
            <Tabs.Tab value="output">Attempts and output · {formatCount(record.attempts)}</Tabs.Tab>
            <Tabs.Tab value="record">Record</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="steps">
            <StepsTable
              record={record}
              live={live}
              onStep={(step) => showAttempts({ only: 'all', step })}
            />
            {live === undefined ? null : (
              <ActiveAttempts run={live} onShow={(attempt) => showAttempts(attempt)} />
            )}
          </Tabs.Panel>
          <Tabs.Panel value="members">
            <MembersGrid
              record={record}
              live={live}
              onMember={(member) => showAttempts({ only: 'all', member })}
            />
          </Tabs.Panel>
          <Tabs.Panel value="output" className="fills">
            <AttemptsPane record={record} filter={filter} onFilter={setFilter} />
          </Tabs.Panel>
          <Tabs.Panel value="record">
            <RecordPanel record={record} />
          </Tabs.Panel>
        </Tabs>
      )}
    </article>
  )
}

type HeadProps = {
  readonly run: string
  readonly title: string
  readonly batch: string | undefined
  readonly live: LiveRun | undefined
  readonly record: RunRecord | undefined
}

function RunHead({ run, title, batch, live, record }: HeadProps) {
  const zone = useZone()
  const state = live?.state ?? record?.state ?? 'draft'
  const mode = useStore(projectStore, ({ overview }) => overview?.project.mode)
  const mark = runMark(state, live !== undefined || mode === 'read')
  const startedAt = live?.startedAt ?? record?.startedAt
  const took = tookWords(startedAt, record?.endedAt)
  return (
    <header className="run-head">
      <div className="row">
        <h3>
          {title}
          {batch === undefined ? null : (
            <>
              {' · '}
              <Button
                variant="transparent"
                size="compact-xs"
                onClick={() => goTo('batches', { kind: 'batch', id: batch })}
              >
                {batchName(batch)}
              </Button>
            </>
          )}{' '}
          <StateMark tone={mark.tone}>{mark.word}</StateMark>
        </h3>
        <RunControls run={run} live={live} record={record} />
      </div>
      <p className="muted">
        <span className="mono">{run}</span>
        {record === undefined ? null : ` · by ${record.by}`}
        {record?.why === undefined ? null : `: ${record.why}`}
        {startedAt === undefined ? null : ` · started ${dayAndTime(startedAt, zone)} ${zone}`}
        {took === undefined ? null : ` · ${took}`}
        {record?.pointOfNoReturn === undefined ? null : ' · has a point of no return'}
      </p>
      {record?.reason === undefined || record.endedAt === undefined ? null : <p>{record.reason}</p>}
      {record?.missed.map((missed) => (
        <p key={missed.startAt} className="alert" data-tone="warn">
          The planned start of {dayAndTime(missed.startAt, zone)} was missed, noticed{' '}
          {dayAndTime(missed.noticedAt, zone)}. It did not start late by itself.
        </p>
      ))}
    </header>
  )
}

/** That a run is half taken back, whom that concerns, and what to do. */
function TakingBackAlert({
  run,
  left,
}: {
  readonly run: string
  readonly left: readonly string[]
}) {
  const isGoing = useStore(projectStore, ({ overview }) =>
    overview?.live.some((one) => one.run === run),
  )
  const mode = useStore(projectStore, ({ overview }) => overview?.project.mode)
  return (
    <p className="alert" data-tone="warn" role="status">
      {takingBackLine(left, isGoing === true, mode ?? 'read')}
    </p>
  )
}

/** Why it waits, how far it is, how wide it works. */
function Progress({ run }: { readonly run: LiveRun }) {
  const { total, done, failed, running, takenOut } = run.members
  const waiting = waitingLine(run)
  return (
    <div className="run-progress">
      {waiting === '' ? null : (
        <p className="waiting" aria-live="polite">
          {waiting}
        </p>
      )}
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
        <span className="muted">
          {plural(run.width, 'member')} at once{total > 1 ? ' (canary width)' : ''}
        </span>
      </div>
    </div>
  )
}
