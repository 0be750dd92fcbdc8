import { useStore } from 'zustand'
import { invoke } from '../../api/client.ts'
import { customerIdOf } from '../../api/ids.ts'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { closeDialogs, dialogStore } from '../../stores/dialog-store.ts'

/** One customer back to the source: asked for, a reason, done. */
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
      Evidence is kept first. The customer is locked for at most a minute, its {member.accounts}{' '}
      accounts are served by the source again, and what it used on the target is carried back.
    </ReasonDialog>
  )
}
