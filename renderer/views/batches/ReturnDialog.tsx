import { Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { ReturnPreview } from '../../../shared/domain/customer-look.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { invoke } from '../../api/client.ts'
import { customerIdOf } from '../../api/ids.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { closeDialogs, dialogStore } from '../../stores/dialog-store.ts'
import { fateMark } from './view-model.ts'

/** One customer back to the source: what comes back with it, a reason, done. It does not wait for the preview. */
export function ReturnDialog() {
  const member = useStore(dialogStore, (state) => state.returning)
  if (member === undefined) return null
  return (
    <ReasonDialog
      title={`Return ${member.name} (${member.id}) to the source`}
      action="Return the customer"
      danger
      onClose={closeDialogs}
      onConfirm={async (reason) => {
        const returned = await invoke('customer/return-customer', {
          customer: customerIdOf(member.id),
          reason,
        })
        return returned.ok ? undefined : returned.problem
      }}
    >
      <p>
        Evidence is kept first. The customer is locked for at most a minute, its {member.accounts}{' '}
        accounts are served by the source again, and what it used on the target is carried back.
      </p>
      <Preview key={member.id} id={member.id} />
    </ReasonDialog>
  )
}

function Preview({ id }: { readonly id: string }) {
  const [preview, setPreview] = useState<ReturnPreview>()
  const [problem, setProblem] = useState<Problem>()
  useEffect(() => {
    let current = true
    async function compare(): Promise<void> {
      const found = await invoke('customer/preview-return', { customer: customerIdOf(id) })
      if (!current) return
      if (found.ok) setPreview(found.value)
      else setProblem(found.problem)
    }
    void compare()
    return () => {
      current = false
    }
  }, [id])
  if (problem !== undefined) return <ProblemAlert problem={problem} />
  if (preview === undefined)
    return (
      <p role="status">
        <Loader size="xs" /> Comparing both systems: what came since the move…
      </p>
    )
  return (
    <table className="grid return-preview" aria-label="What a return brings back">
      <tbody>
        {preview.items.map(({ what, found, fate, note }) => {
          const { tone, word } = fateMark(fate)
          return (
            <tr key={what}>
              <td>
                {what}: {found}
                <div className="muted">{note}</div>
              </td>
              <td>
                <StateMark tone={tone}>{word}</StateMark>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
