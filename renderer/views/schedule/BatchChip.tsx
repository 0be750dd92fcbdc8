import { useDraggable } from '@dnd-kit/core'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { PlannedBatchView, PlannedWindow } from '../../../shared/ipc/plan-views.ts'
import { formatCount } from '../../components/format-count.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { windowTone } from './view-model.ts'

type Props = {
  readonly batch: PlannedBatchView
  /** Absent for a batch that has none here. */
  readonly window?: PlannedWindow
  readonly draggable: boolean
  readonly picked: boolean
  readonly onPick: (batch: string) => void
}

/** A batch on its night: a click shows it, dragging puts it elsewhere. */
export function BatchChip({ batch, window, draggable, picked, onPick }: Props) {
  const { attributes, listeners, setNodeRef, transform, isDragging } = useDraggable({
    id: batch.id,
    disabled: !draggable,
  })
  const state = window?.state ?? 'missed'
  const customers = window?.customers ?? batch.customers
  return (
    <button
      ref={setNodeRef}
      type="button"
      className="batch-chip"
      data-tone={windowTone[state]}
      data-picked={picked}
      data-dragging={isDragging}
      {...attributes}
      {...listeners}
      aria-disabled={undefined}
      aria-pressed={picked}
      style={
        transform === null
          ? undefined
          : { transform: `translate(${transform.x}px, ${transform.y}px)` }
      }
      onClick={() => onPick(batch.id)}
    >
      <span className="row">
        <b>{batchName(batch.id)}</b>
        {window?.fixed === true ? <span title="Placed by hand">⚲</span> : null}
      </span>
      <StateMark tone={window === undefined ? 'bad' : windowTone[state]}>
        {window === undefined ? 'no window' : state}
      </StateMark>
      <span className="muted">{formatCount(customers)}</span>
    </button>
  )
}
