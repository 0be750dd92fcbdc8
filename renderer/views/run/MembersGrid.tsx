import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { LiveRun } from '../../../shared/domain/live-run.ts'
import type { RunRecord } from '../../../shared/ipc/run-views.ts'
import { invoke } from '../../api/client.ts'
import { runIdOf } from '../../api/ids.ts'
import { orTakeOver } from '../../api/take-over.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { plural } from '../../components/format-count.ts'
import { Meter } from '../../components/Meter.tsx'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { projectStore } from '../../stores/project-store.ts'
import { memberCells } from './view-model.ts'
import type { MemberCell } from './view-model.ts'

type Props = {
  readonly record: RunRecord
  readonly live: LiveRun | undefined
  readonly onMember: (member: string) => void
}

/** More rows than this are not drawn at once; the filter finds the others. */
const mostRows = 300

/** Which member is where; and what can be done with a single one. */
export function MembersGrid({ record, live, onMember }: Props) {
  const readOnly = useStore(projectStore, ({ overview }) => overview?.project.mode === 'read')
  const [filter, setFilter] = useState('')
  const [asking, setAsking] = useState<{ what: 'take-out' | 'undo'; member: string }>()
  const wanted = filter.trim().toLowerCase()
  const cells = memberCells(record, live).filter(
    (cell) =>
      wanted === '' ||
      cell.label.toLowerCase().includes(wanted) ||
      cell.word.toLowerCase().includes(wanted),
  )
  const run = runIdOf(record.run)
  return (
    <>
      <div className="row">
        <TextInput
          aria-label="Filter members"
          placeholder="id, name or state"
          size="xs"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        <span className="muted">
          {plural(cells.length, 'member')}
          {cells.length > mostRows ? `, the first ${mostRows} are shown` : ''}
        </span>
      </div>
      <div className="scroll">
        <table className="grid" aria-label="Members">
          <thead>
            <tr>
              <th className="member-column">Member</th>
              <th>State</th>
              <th className="meter-column">Way</th>
              <th>Why</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {cells.slice(0, mostRows).map((cell) => (
              <MemberRow
                key={cell.id}
                cell={cell}
                onShow={() => onMember(cell.id)}
                takeOut={
                  cell.mayTakeOut && !readOnly
                    ? () => setAsking({ what: 'take-out', member: cell.id })
                    : undefined
                }
                undo={
                  cell.mayUndo && !readOnly
                    ? () => setAsking({ what: 'undo', member: cell.id })
                    : undefined
                }
              />
            ))}
          </tbody>
        </table>
      </div>
      {asking?.what === 'take-out' ? (
        <ReasonDialog
          title={`Take ${asking.member} out`}
          action="Take it out"
          onClose={() => setAsking(undefined)}
          onConfirm={async (reason) => {
            const taken = await invoke('run/take-out-member', {
              run,
              member: asking.member,
              reason,
            })
            return taken.ok ? undefined : taken.problem
          }}
        >
          It ends after the step that it is in, and what was done for it is taken back. The others
          go on.
        </ReasonDialog>
      ) : null}
      {asking?.what === 'undo' ? (
        <ConfirmDialog
          title={`Undo ${asking.member}`}
          action="Undo this member"
          onClose={() => setAsking(undefined)}
          onConfirm={() =>
            orTakeOver((takeOver) =>
              invoke('run/undo-run', {
                run,
                members: [asking.member],
                ...(takeOver === undefined ? {} : { takeOver }),
              }),
            )
          }
        >
          What this run has done for {asking.member} is taken back, the last step first, and each
          undo is verified. Evidence is kept before the first change. The others stay as they are.
        </ConfirmDialog>
      ) : null}
    </>
  )
}

type RowProps = {
  readonly cell: MemberCell
  readonly onShow: () => void
  readonly takeOut: (() => void) | undefined
  readonly undo: (() => void) | undefined
}

const MemberRow = ({ cell, onShow, takeOut, undo }: RowProps) => (
  <tr>
    <td>
      <Button variant="transparent" size="compact-xs" className="link" onClick={onShow}>
        {cell.label}
      </Button>
    </td>
    <td className="nowrap">
      <StateMark tone={cell.tone}>{cell.word}</StateMark>
    </td>
    <td>
      <Meter
        parts={[{ tone: cell.tone, value: cell.share, label: 'way' }]}
        total={1}
        label={`${Math.round(cell.share * 100)} % of its steps`}
      />
    </td>
    <td className="clip wide" title={cell.reason}>
      {cell.reason}
    </td>
    <td className="actions">
      {takeOut === undefined ? null : (
        <Button size="compact-xs" aria-label={`Take ${cell.id} out`} onClick={takeOut}>
          Take out…
        </Button>
      )}
      {undo === undefined ? null : (
        <Button size="compact-xs" aria-label={`Undo ${cell.id}`} onClick={undo}>
          Undo…
        </Button>
      )}
    </td>
  </tr>
)
