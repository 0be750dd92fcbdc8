import { Button } from '@mantine/core'
import type { RefObject } from 'react'

type Props = {
  /** What is taken, as it stands on the screen. */
  readonly of: RefObject<HTMLElement | null>
  readonly name: string
  /** Hands the place of it in the window to whoever writes the file. */
  readonly onSave: (part: {
    readonly name: string
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  }) => Promise<void>
}

/** A picture of a chart as it stands on the screen, for a mail or a slide. */
export function SavePicture({ of, name, onSave }: Props) {
  async function save(): Promise<void> {
    const chart = of.current
    if (chart === null) return
    chart.scrollIntoView({ block: 'nearest' })
    // The picture is of what is painted: wait for the frame in which it stands there, without the pointer's tooltip.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const { left, top, width, height } = chart.getBoundingClientRect()
    const x = Math.max(0, Math.floor(left))
    const y = Math.max(0, Math.floor(top))
    await onSave({
      name,
      x,
      y,
      width: Math.ceil(Math.min(left + width, window.innerWidth)) - x,
      height: Math.ceil(Math.min(top + height, window.innerHeight)) - y,
    })
  }
  return (
    <Button size="compact-xs" aria-label={`Save picture… of ${name}`} onClick={() => void save()}>
      Save picture…
    </Button>
  )
}
