import { forgetPasswords } from '../api/actions.ts'
import { ConfirmDialog } from './ConfirmDialog.tsx'

export const ForgetPasswordsDialog = ({ onClose }: { readonly onClose: () => void }) => (
  <ConfirmDialog
    title="Forget all passwords"
    action="Forget them"
    onClose={onClose}
    onConfirm={forgetPasswords}
  >
    Every password, passphrase and API secret that was kept on this computer is removed from it, for
    all projects. SSH keys and agents stay. What is needed again is asked for again.
  </ConfirmDialog>
)
