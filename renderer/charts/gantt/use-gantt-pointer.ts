import { useEffect, useState } from 'react'
import type { RefObject } from 'react'
import { labelWidthOf, rowHeight } from './sizes.ts'
import type { Tip } from './GanttTip.tsx'
import { instantAt, panView, zoomView } from './time-view.ts'
import type { ViewLimits } from './time-view.ts'
import type { GanttRow, Span } from './types.ts'

type Pointer = {
  readonly body: RefObject<HTMLDivElement | null>
  readonly rows: readonly GanttRow[]
  readonly limits: ViewLimits
  readonly onView: (change: (view: Span) => Span) => void
}

/** One notch of a wheel is about 100. */
const zoomPerDelta = 0.0022

/**
 * Wheel with ctrl zooms at the pointer, wheel with shift (or sideways) and dragging pan, a plain wheel scrolls the rows. Answers the row
 * under the pointer in words.
 */
export function useGanttPointer({ body, rows, limits, onView }: Pointer): Tip | undefined {
  const [tip, setTip] = useState<Tip>()
  useEffect(() => {
    const element = body.current
    if (element === null) return undefined
    let drag: { readonly x: number } | undefined
    let dragged = 0
    const names = (): number => labelWidthOf(element.clientWidth)
    const left = (): number => element.getBoundingClientRect().left + names()
    // Asked for when it is needed: an event may come before the first measuring.
    const width = (): number => Math.max(1, element.clientWidth - names())

    function wheel(event: WheelEvent): void {
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
      if (event.ctrlKey) {
        const x = Math.max(0, event.clientX - left())
        const factor = Math.exp(event.deltaY * zoomPerDelta)
        onView((view) => zoomView(view, instantAt(x, view, width()), factor, limits))
      } else if (sideways !== 0)
        onView((view) => panView(view, (sideways / width()) * (view.to - view.from), limits))
      else return
      event.preventDefault()
      setTip(undefined)
    }

    function down(event: PointerEvent): void {
      dragged = 0
      if (event.button === 0 && event.clientX >= left()) drag = { x: event.clientX }
    }

    function move(event: PointerEvent): void {
      if (drag !== undefined && event.buttons === 1) {
        const by = event.clientX - drag.x
        if (by === 0) return
        drag = { x: event.clientX }
        dragged += Math.abs(by)
        onView((view) => panView(view, (-by / width()) * (view.to - view.from), limits))
        setTip(undefined)
      } else if (element !== null) setTip(tipAt(event, element, rows))
    }

    const up = (): void => {
      drag = undefined
    }
    /** The end of a drag is no click on the row where it ended. */
    const click = (event: MouseEvent): void => {
      if (dragged > 3) event.stopPropagation()
      dragged = 0
    }
    const leave = (): void => {
      drag = undefined
      setTip(undefined)
    }

    element.addEventListener('wheel', wheel, { passive: false })
    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', up)
    element.addEventListener('pointerleave', leave)
    element.addEventListener('click', click, true)
    return () => {
      element.removeEventListener('wheel', wheel)
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', up)
      element.removeEventListener('pointerleave', leave)
      element.removeEventListener('click', click, true)
    }
  }, [body, rows, limits, onView])
  return tip
}

const tipWidth = 420

function tipAt(
  event: PointerEvent,
  element: HTMLElement,
  rows: readonly GanttRow[],
): Tip | undefined {
  const box = element.getBoundingClientRect()
  const y = event.clientY - box.top
  const index = Math.floor((y + element.scrollTop) / rowHeight)
  const row = rows[index]
  if (row === undefined) return undefined
  const below = (index + 1) * rowHeight - element.scrollTop + 4
  const lines = row.text.split('\n').length
  return {
    text: row.text,
    x: Math.min(event.clientX - box.left + 12, Math.max(0, box.width - tipWidth)),
    y: below + lines * 17 + 12 > box.height ? below - rowHeight - lines * 17 - 20 : below,
  }
}
