import { Component } from 'react'
import type { ReactNode } from 'react'
import { ProblemAlert } from './ProblemAlert.tsx'

type Props = { readonly children: ReactNode }
type State = { readonly error: Error | undefined }

/** A view that fails takes nobody with it: the others, and every run, go on. */
export class ViewBoundary extends Component<Props, State> {
  override state: State = { error: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    return error === undefined ? (
      this.props.children
    ) : (
      <ProblemAlert
        problem={{
          code: 'bug',
          message: `This view failed: ${error.message}`,
          safe: 'Runs and the other views go on.',
          next: 'Go to another view and come back.',
        }}
      />
    )
  }
}
