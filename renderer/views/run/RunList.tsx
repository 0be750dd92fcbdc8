import type { ReactNode } from 'react'
import { dayAndTime } from '../../components/format-time.ts'
import { openInSight } from '../../components/Opened.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useZone } from '../../components/use-zone.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { lineMark } from './marks.ts'
import type { RunLine } from './view-model.ts'

/** Where what is chosen in the list stands. */
export const runDetailId = 'run-detail'

type Props = {
  readonly lines: readonly RunLine[]
  /** Undefined: the procedures are shown. */
  readonly shown: string | undefined
  readonly onProcedures: () => void
}

/** Runs that go on, then those that are over; above them the way to start one. */
export function RunList({ lines, shown, onProcedures }: Props) {
  const open = lines.filter((line) => line.open)
  const over = lines.filter((line) => !line.open)
  return (
    <section className="run-list" aria-label="Runs">
      <button
        type="button"
        className="run-entry"
        aria-current={shown === undefined ? 'page' : undefined}
        onClick={() => openInSight(runDetailId, onProcedures)}
      >
        <strong>Procedures</strong>
        <span className="muted">dry run, start</span>
      </button>
      <Group title="Going on" empty="Nothing runs.">
        {open.map((line) => (
          <Entry key={line.id} line={line} isShown={line.id === shown} />
        ))}
      </Group>
      <Group title="History" empty="No run is over yet.">
        {over.map((line) => (
          <Entry key={line.id} line={line} isShown={line.id === shown} />
        ))}
      </Group>
    </section>
  )
}

const Group = ({
  title,
  empty,
  children,
}: {
  readonly title: string
  readonly empty: string
  readonly children: readonly ReactNode[]
}) => (
  <>
    <h3>{title}</h3>
    {children.length === 0 ? <p className="muted">{empty}</p> : <ul>{children}</ul>}
  </>
)

function Entry({ line, isShown }: { readonly line: RunLine; readonly isShown: boolean }) {
  const zone = useZone()
  const mark = lineMark(line)
  return (
    <li>
      <button
        type="button"
        className="run-entry"
        aria-current={isShown ? 'page' : undefined}
        title={[line.whom, line.title].filter((part) => part !== undefined).join(': ')}
        onClick={() => openInSight(runDetailId, () => goTo('run', { kind: 'run', id: line.id }))}
      >
        {line.whom === undefined ? null : <strong className="clip two">{line.whom} </strong>}
        <span className={line.whom === undefined ? 'clip two' : 'clip'}>{line.title}</span>
        <span className="row">
          <StateMark tone={mark.tone}>{mark.word}</StateMark>
          <span className="muted">{dayAndTime(line.at, zone)}</span>
        </span>
      </button>
    </li>
  )
}
