import { useDroppable } from '@dnd-kit/core'
import type { DateText } from '../../../shared/domain/planning.ts'
import { shortTime } from '../../components/format-time.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { BatchChip } from './BatchChip.tsx'
import { loadOf, shortReason, verdictOf } from './view-model.ts'
import type { Cell } from './view-model.ts'

type Props = {
  readonly cell: Cell
  readonly zone: string
  readonly reserveMinutes: number
  readonly held: string | undefined
  readonly picked: string | undefined
  readonly write: boolean
  readonly marked: boolean
  readonly onPick: (batch: string) => void
  readonly onRangeStart: (date: DateText) => void
  readonly onRangeOver: (date: DateText) => void
}

/** One local day: its off-peak window or why it cannot be used, and the batches that move in it. */
export function DayCell(props: Props) {
  const { cell, zone, held, picked, write, marked, onPick, onRangeStart, onRangeOver } = props
  const { setNodeRef, isOver } = useDroppable({ id: cell.date })
  const verdict = held === undefined ? undefined : verdictOf(cell, held)
  const [slot] = cell.slots
  const refused = cell.blackouts[0] ?? slot?.refused
  const kind =
    cell.blackouts.length > 0
      ? 'blackout'
      : slot === undefined
        ? 'none'
        : slot.refused === undefined
          ? 'free'
          : 'refused'
  return (
    <div
      ref={setNodeRef}
      role="gridcell"
      className="day"
      data-date={cell.date}
      data-kind={kind}
      data-verdict={verdict?.word}
      data-over={isOver}
      data-marked={marked}
      data-outside={!cell.inMonth}
      data-past={cell.isPast}
      aria-current={cell.isToday ? 'date' : undefined}
      title={verdict?.text ?? refused ?? slot?.clockChange}
      onPointerEnter={() => onRangeOver(cell.date)}
    >
      <div className="day-head">
        <span
          className="day-number"
          onPointerDown={(event) => {
            if (!write) return
            event.preventDefault()
            onRangeStart(cell.date)
          }}
        >
          {Number(cell.date.slice(8))}
        </span>
        <span className="muted">
          {slot === undefined
            ? cell.isRead
              ? 'no window'
              : 'not read yet'
            : `${shortTime(slot.from, zone)}–${shortTime(slot.to, zone)}`}
        </span>
        {slot?.clockChange === undefined ? null : (
          <span className="clock-change" title={slot.clockChange}>
            clocks change
          </span>
        )}
      </div>
      {cell.bookings.map(({ batch, window, movable }) => (
        <div key={`${batch.id} ${window.from}`}>
          <BatchChip
            batch={batch}
            window={window}
            draggable={write && movable}
            picked={picked === batch.id}
            onPick={onPick}
          />
          <LoadBar share={loadOf(window, props.reserveMinutes)} />
        </div>
      ))}
      {verdict === undefined ? (
        refused === undefined ? null : (
          <div className="day-why">{shortReason(refused)}</div>
        )
      ) : (
        <div className="day-why">
          <StateMark tone={verdict.tone}>{verdict.word}</StateMark>
          {isOver ? verdict.text : ''}
        </div>
      )}
    </div>
  )
}

const LoadBar = ({ share }: { readonly share: number }) => (
  <div
    className="load"
    data-tone={share > 1 ? 'bad' : share > 0.8 ? 'warn' : 'good'}
    title={`Work takes ${Math.round(share * 100)} % of the window without its reserve`}
  >
    <span style={{ width: `${Math.min(100, share * 100)}%` }} />
  </div>
)
