import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useFocusBack } from './use-focus-back.ts'

type Props = {
  readonly title: string
  readonly size?: number | 'lg'
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialog, open as long as it is there; then the focus goes back to where it was. */
export function Dialog(props: Props) {
  // Mantine gives the focus back to what it saw closed before only.
  useFocusBack()
  return <Modal opened closeButtonProps={{ 'aria-label': 'Close' }} {...props} />
}
