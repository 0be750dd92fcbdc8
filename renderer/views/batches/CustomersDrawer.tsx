import { Button, Drawer, Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { MemberView } from '../../../shared/ipc/overview.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf } from '../../api/ids.ts'
import { Empty } from '../../components/Panel.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { customerTone } from '../../components/state-tones.ts'
import { askToReturn } from '../../stores/dialog-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { mayReturn } from './view-model.ts'

export type CustomersOf =
  { readonly batch: string; readonly label: string } | { readonly text: string }

/** Customers of a batch, or those that were looked for; each one can be returned from here. */
export function CustomersDrawer({
  of,
  onClose,
}: {
  readonly of: CustomersOf
  readonly onClose: () => void
}) {
  const [members, setMembers] = useState<readonly MemberView[]>()
  const [problem, setProblem] = useState<Problem>()
  const overview = useStore(projectStore, (state) => state.overview)

  useEffect(() => {
    let current = true
    async function read(): Promise<void> {
      const found = await ('batch' in of
        ? invoke('batch/list-members', { batch: batchIdOf(of.batch) })
        : invoke('customer/find-customers', { text: of.text, limit: 100 }))
      if (!current) return
      if (found.ok) setMembers(found.value)
      else setProblem(found.problem)
    }
    void read()
    return () => {
      current = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- read again with every overview: states move while a run goes on
  }, [of, overview])

  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={720}
      transitionProps={{ duration: 0 }}
      title={'batch' in of ? `Customers of ${of.label}` : `Customers found for “${of.text}”`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {members === undefined && problem === undefined ? <Loader size="xs" /> : null}
      {members?.length === 0 ? <Empty>No customer has this id or name.</Empty> : null}
      {members === undefined || members.length === 0 ? null : (
        <table className="grid">
          <thead>
            <tr>
              <th className="num">Id</th>
              <th>Name</th>
              <th>Environment</th>
              <th className="num">Accounts</th>
              <th>State</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <tr key={member.id}>
                <td className="num">{member.id}</td>
                <td>
                  {member.name}
                  {member.handWork.length === 0 ? null : (
                    <span className="muted"> · by hand: {member.handWork.join(', ')}</span>
                  )}
                </td>
                <td>{member.environment}</td>
                <td className="num">{member.accounts}</td>
                <td>
                  <StateMark tone={customerTone[member.state]}>{member.state}</StateMark>
                  {member.returns > 0 ? (
                    <span className="muted"> returned × {member.returns}</span>
                  ) : null}
                </td>
                <td className="actions">
                  {mayReturn(member) && overview?.project.mode === 'write' ? (
                    <Button
                      size="compact-xs"
                      aria-label={`Return ${member.id}`}
                      onClick={() => askToReturn(member)}
                    >
                      Return…
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Drawer>
  )
}
