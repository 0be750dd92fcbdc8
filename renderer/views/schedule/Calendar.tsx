import { DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import { useEffect, useRef, useState } from 'react'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { DateText } from '../../../shared/domain/planning.ts'
import type { PlanDetails } from '../../../shared/ipc/plan-views.ts'
import { batchIdOf, environmentIdOf } from '../../api/ids.ts'
import { BatchChip } from './BatchChip.tsx'
import { DayCell } from './DayCell.tsx'
import type { Asked } from './ScheduleView.tsx'
import { announcements, hitTest, stepThroughDays } from './drag.ts'
import { datesFromTo, slotToTake, verdictOf } from './view-model.ts'
import type { Cell } from './view-model.ts'

type Props = {
  readonly plan: PlanDetails
  readonly cells: readonly Cell[]
  readonly environment: { readonly id: string; readonly title: string; readonly zone: string }
  readonly write: boolean
  readonly picked: string | undefined
  readonly onPick: (batch: string) => void
  readonly onHeld: (batch: string | undefined) => void
  readonly onAsk: (asked: Asked) => void
  readonly onBlackout: (dates: readonly DateText[]) => void
}

const weekDays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Weeks of a month. A batch is dragged onto another night, with the mouse or with space and arrows; while it is held every night says whether it may. */
export function Calendar(props: Props) {
  const { plan, cells, environment, write, picked, onPick, onHeld, onAsk } = props
  const [held, setHeld] = useState<string>()
  const range = useDayRange(props.onBlackout)
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(KeyboardSensor, { coordinateGetter: stepThroughDays }),
  )
  const hold = (batch: string | undefined): void => {
    setHeld(batch)
    onHeld(batch)
  }
  const unplaced = plan.batches.filter(({ missing }) => missing.some((id) => id === environment.id))

  function drop(batch: string, date: string | undefined): void {
    hold(undefined)
    const cell = cells.find((one) => one.date === date)
    const slot = cell === undefined ? undefined : slotToTake(cell)
    if (cell === undefined || slot === undefined) return
    const { word, text } = verdictOf(cell, batch)
    if (word === 'here now') return
    onAsk({
      title: `Move ${batchName(batch)} to the night of ${cell.date}`,
      batch,
      ...(word === 'refused' ? { refused: text } : {}),
      change: {
        kind: 'place',
        batch: batchIdOf(batch),
        environment: environmentIdOf(environment.id),
        from: slot.from,
      },
    })
  }

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={hitTest}
      accessibility={{
        announcements: announcements(cells),
        screenReaderInstructions: {
          draggable:
            'Press space to pick the batch up, the arrow keys to hold it over another night, space to look at what the move would change, escape to put it back.',
        },
      }}
      onDragStart={({ active }) => hold(String(active.id))}
      onDragCancel={() => hold(undefined)}
      onDragEnd={({ active, over }) =>
        drop(String(active.id), over === null ? undefined : String(over.id))
      }
    >
      <div className="calendar-side">
        {unplaced.length === 0 ? null : (
          <div className="tray" role="group" aria-label="Batches without a window">
            <span data-tone="bad">Without a window:</span>
            {unplaced.map((batch) => (
              <BatchChip
                key={batch.id}
                batch={batch}
                draggable={write}
                picked={picked === batch.id}
                onPick={onPick}
              />
            ))}
          </div>
        )}
        {/* Scrolls by itself in a low window, with no batch in it too, so it has to be reachable by keyboard. */}
        <div
          className="calendar"
          tabIndex={0}
          role="grid"
          aria-label={`Nights of ${environment.title}, dates in ${environment.zone}`}
          data-weeks={cells.length / 7}
        >
          <div role="row" className="calendar-row calendar-head">
            {weekDays.map((day) => (
              <div key={day} role="columnheader">
                {day}
              </div>
            ))}
          </div>
          {Array.from({ length: cells.length / 7 }, (_, week) => (
            <div role="row" className="calendar-row" key={cells[week * 7]?.date}>
              {cells.slice(week * 7, week * 7 + 7).map((cell) => (
                <DayCell
                  key={cell.date}
                  cell={cell}
                  zone={environment.zone}
                  reserveMinutes={plan.reserveMinutes}
                  held={held}
                  picked={picked}
                  write={write}
                  marked={range.marked.has(cell.date)}
                  onPick={onPick}
                  onRangeStart={range.start}
                  onRangeOver={range.over}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
    </DndContext>
  )
}

/** Dragging over the dates of days marks them; letting go asks for a blackout of them. */
function useDayRange(onDone: (dates: readonly DateText[]) => void) {
  const [from, setFrom] = useState<DateText>()
  const [to, setTo] = useState<DateText>()
  const done = useRef(onDone)
  useEffect(() => {
    done.current = onDone
  })
  const dates = from === undefined || to === undefined ? [] : datesFromTo(from, to)
  const key = dates.join(' ')
  useEffect(() => {
    if (key === '') return undefined
    const up = (): void => {
      setFrom(undefined)
      setTo(undefined)
      done.current(key.split(' '))
    }
    window.addEventListener('pointerup', up, { once: true })
    return () => window.removeEventListener('pointerup', up)
  }, [key])
  return {
    marked: new Set(dates),
    start: (date: DateText): void => {
      setFrom(date)
      setTo(date)
    },
    over: (date: DateText): void => setTo((was) => (was === undefined ? was : date)),
  }
}
