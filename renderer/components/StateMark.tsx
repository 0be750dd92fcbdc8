import type { ReactNode } from 'react'
import type { Tone } from '../../shared/ipc/tone.ts'

const shapes: Readonly<Record<Tone, ReactNode>> = {
  idle: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  ready: <path d="M2.5 6h7M6.5 3l3 3-3 3" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  active: <path d="M3.5 2v8l6-4z" fill="currentColor" />,
  good: <path d="M2 6.5 4.8 9.2 10 3.2" fill="none" stroke="currentColor" strokeWidth="2" />,
  warn: (
    <path
      d="M6 1.2 11.2 10.4H.8zM6 4.6v2.8M6 8.4v.9"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
    />
  ),
  bad: <path d="m2.5 2.5 7 7m0-7-7 7" fill="none" stroke="currentColor" strokeWidth="2" />,
}

/** A mark and a word: `✓ succeeded`. */
export const StateMark = ({
  tone,
  children,
}: {
  readonly tone: Tone
  readonly children: ReactNode
}) => (
  <span className="state" data-tone={tone}>
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {shapes[tone]}
    </svg>
    {children}
  </span>
)
