import type { ReactNode } from 'react'

type PageProps = {
  readonly title: string
  /** Beside the title: filters, figures, buttons. */
  readonly tools?: ReactNode
  readonly children: ReactNode
}

/** A view of the window: its heading, its tools, and its content below. */
export const Page = ({ title, tools, children }: PageProps) => (
  <div className="page">
    <header className="page-head">
      <h2 tabIndex={-1}>{title}</h2>
      <div className="page-tools">{tools}</div>
    </header>
    <div className="page-body">{children}</div>
  </div>
)
