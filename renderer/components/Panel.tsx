import { useId } from 'react'
import type { ReactNode } from 'react'

type PanelProps = {
  readonly title: string
  /** Beside the title: figures or buttons. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** One titled part of the overview, a landmark that a screen reader can jump to. */
export function Panel({ title, aside, children }: PanelProps) {
  const id = useId()
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h3 id={id}>{title}</h3>
        <div className="aside">{aside}</div>
      </header>
      {children}
    </section>
  )
}

/** What a panel shows while there is nothing in it: why, and what to do next. */
export const Empty = ({ children }: { readonly children: ReactNode }) => (
  <p className="empty">{children}</p>
)
