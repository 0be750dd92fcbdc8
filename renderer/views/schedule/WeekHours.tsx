import { batchName } from '../../../shared/domain/batch-name.ts'
import { shortTime } from '../../components/format-time.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { blockOf, hoursOf, shortReason, weekDay, windowTone } from './view-model.ts'
import type { Cell } from './view-model.ts'

type Props = {
  readonly cells: readonly Cell[]
  readonly zone: string
  readonly now: number
  readonly onPick: (batch: string) => void
}

/** Seven days with their hours: off-peak shaded, refused striped, windows with their work. Windows over midnight are in both days. */
export function WeekHours({ cells, zone, now, onPick }: Props) {
  const slots = cells.flatMap((cell) => cell.slots)
  const bookings = cells.flatMap((cell) => cell.bookings)
  return (
    <div className="week" role="group" aria-label={`Hours of a week, times in ${zone}`}>
      {cells.map((cell) => {
        const line = blockOf({ from: now, to: now + 1 }, cell.date, zone)
        return (
          <div key={cell.date} className="week-day" data-today={cell.isToday}>
            <h3 title={cell.date}>
              {weekDay(cell.date)}{' '}
              {cell.isRead ? null : <span className="muted">not read yet</span>}
              {cell.blackouts.length === 0 ? null : <span data-tone="bad">blackout</span>}
            </h3>
            <div className="week-hours">
              {hoursOf(cell.date, zone)
                .filter((_, i) => i % 3 === 0)
                .map(({ label, top }) => (
                  <span key={`${label} ${top}`} className="hour" style={{ top: `${top * 100}%` }}>
                    {label}
                  </span>
                ))}
              {slots.map((slot) => {
                const block = blockOf(slot, cell.date, zone)
                return block === undefined ? null : (
                  <div
                    key={`${slot.from}`}
                    className="slot"
                    data-refused={slot.refused !== undefined}
                    title={slot.refused ?? slot.clockChange ?? 'off-peak'}
                    style={{ top: `${block.top * 100}%`, height: `${block.height * 100}%` }}
                  >
                    <span>{shortReason(slot.refused ?? slot.clockChange ?? 'off-peak')}</span>
                  </div>
                )
              })}
              {bookings.map(({ batch, window }) => {
                const block = blockOf(window, cell.date, zone)
                const work = blockOf(
                  { from: window.from, to: Math.min(window.to, window.from + window.workMs) },
                  cell.date,
                  zone,
                )
                return block === undefined ? null : (
                  <button
                    type="button"
                    key={`${batch.id} ${window.from}`}
                    className="week-batch"
                    data-tone={windowTone[window.state]}
                    title={`${batchName(batch.id)}: ${window.state}, ${shortTime(window.from, zone)}–${shortTime(window.to, zone)} ${zone}`}
                    style={{ top: `${block.top * 100}%`, height: `${block.height * 100}%` }}
                    onClick={() => onPick(batch.id)}
                  >
                    <span
                      className="work"
                      style={{ height: `${((work?.height ?? 0) / block.height) * 100}%` }}
                    />
                    <b>{batchName(batch.id)}</b>
                    <StateMark tone={windowTone[window.state]}>{window.state}</StateMark>
                    <span>
                      {shortTime(window.from, zone)}–{shortTime(window.to, zone)}
                    </span>
                  </button>
                )
              })}
              {line === undefined ? null : (
                <div className="week-now" style={{ top: `${line.top * 100}%` }} />
              )}
            </div>
          </div>
        )
      })}
    </div>
  )
}
