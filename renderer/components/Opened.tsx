import { flushSync } from 'react-dom'
import type { ReactNode } from 'react'

/** The part beside a list that shows what was chosen in it; in a narrow window it stands below. */
export const Opened = ({ id, children }: { readonly id: string; readonly children: ReactNode }) => (
  <div id={id} className="opened-part" tabIndex={-1}>
    {children}
  </div>
)

/** Chooses, and goes to the part where that is shown if it is out of sight. Where it is in sight the focus stays in the list. */
export function openInSight(id: string, choose: () => void): void {
  // oxlint-disable-next-line react-dom/no-flush-sync -- where the part is has to be known after the choice
  flushSync(choose)
  const part = document.getElementById(id)
  if (part === null) return
  const { top } = part.getBoundingClientRect()
  if (top >= 0 && top < innerHeight * 0.7) return
  part.scrollIntoView({ block: 'start' })
  part.focus({ preventScroll: true })
}
