import type { ReactNode } from 'react'
import { goTo } from '../stores/navigation-store.ts'
import type { Place } from '../stores/navigation-store.ts'

/** Text that leads to where a thing is worked on. */
export const PlaceLink = ({
  place,
  children,
}: {
  readonly place: Place
  readonly children: ReactNode
}) => (
  <button type="button" className="link" onClick={() => goTo(place.view, place.focus)}>
    {children}
  </button>
)
