import { closestCenter, pointerWithin } from '@dnd-kit/core'
import type { Announcements, CollisionDetection, KeyboardCoordinateGetter } from '@dnd-kit/core'
import { batchName } from '../../../shared/domain/batch-name.ts'
import { verdictOf } from './view-model.ts'
import type { Cell } from './view-model.ts'

/** A mouse is over the night that it points at; keys have no pointer, there the nearest night counts. */
export const hitTest: CollisionDetection = (args) =>
  args.pointerCoordinates === null ? closestCenter(args) : pointerWithin(args)

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
}

/** One night a press, a week up and down; stays within what is shown. */
export const stepThroughDays: KeyboardCoordinateGetter = (
  event,
  { context, currentCoordinates },
) => {
  const step = steps[event.code]
  if (step === undefined) return undefined
  event.preventDefault()
  const { collisionRect, droppableRects, droppableContainers, over } = context
  if (collisionRect === null) return undefined
  const nights = droppableContainers
    .getEnabled()
    .map(({ id }) => String(id))
    .toSorted()
  const at = nights.indexOf(String(over?.id ?? nights[0]))
  const next = nights[at + step]
  const rect = next === undefined ? undefined : droppableRects.get(next)
  if (rect === undefined) return currentCoordinates
  return {
    x: rect.left + (rect.width - collisionRect.width) / 2,
    y: rect.top + (rect.height - collisionRect.height) / 2,
  }
}

/** What a screen reader hears while a batch is held: each night with the planner's answer. */
export function announcements(cells: readonly Cell[]): Announcements {
  const over = (batch: string, date: string | undefined): string => {
    const cell = cells.find((one) => one.date === date)
    if (cell === undefined) return `${batchName(batch)} is over no night.`
    const { word, text } = verdictOf(cell, batch)
    return `${batchName(batch)} over ${cell.date}: ${word}. ${text}`
  }
  return {
    onDragStart: ({ active }) => `${batchName(String(active.id))} is picked up.`,
    onDragOver: ({ active, over: night }) =>
      over(String(active.id), night === null ? undefined : String(night.id)),
    onDragEnd: ({ active, over: night }) =>
      night === null
        ? `${batchName(String(active.id))} stays where it was.`
        : `${batchName(String(active.id))} is held over ${String(night.id)}: look at what that changes.`,
    onDragCancel: ({ active }) => `${batchName(String(active.id))} stays where it was.`,
  }
}
