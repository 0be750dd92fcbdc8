import type { Figure } from '../figure.ts'
import { figureOf } from '../figure.ts'
import type { BenchWindow } from './harness.ts'
import { median, percentile } from './numbers.ts'

const peers = ['frappe-gantt', 'vis-timeline'] as const
const frames = 60
const times = 5
/** A peer that takes longer to appear is not asked again: its figure cannot change the answer. */
const tooLongMs = 20_000

/** 5,000 bars: first paint, and the 95th percentile of a frame while they are moved, beside two peers in the same window. */
export async function benchTimeline(
  window: BenchWindow,
  progress: (text: string) => void,
): Promise<Figure[]> {
  const measured = new Map<string, Record<string, number[]>>()
  // In turn, so that whatever else the machine does meets all of them.
  for (let i = 0; i < times; i++)
    for (const name of ['switchyard', ...peers]) {
      if (i > 0 && (measured.get(name)?.['firstPaint']?.[0] ?? 0) > tooLongMs) continue
      const { firstPaintMs, frames: moved } = await window.run(`timeline.${name}`, frames)
      const sums = measured.get(name) ?? {}
      measured.set(name, sums)
      ;(sums['firstPaint'] ??= []).push(firstPaintMs)
      for (const [movement, list] of Object.entries(moved))
        (sums[movement] ??= []).push(percentile(list, 0.95))
      const moving = [...(moved['pan'] ?? []), ...(moved['zoom'] ?? [])]
      ;(sums['frame'] ??= []).push(percentile(moving, 0.95))
      progress(
        `timeline ${i + 1}/${times}, ${name}: first paint ${Math.round(firstPaintMs)} ms, p95 frame ${Object.entries(
          moved,
        )
          .map(([movement, list]) => `${movement} ${Math.round(percentile(list, 0.95))}`)
          .join(', ')} ms`,
      )
    }
  const value = (name: string, figure: string): number => median(measured.get(name)?.[figure] ?? [])
  return [
    ['ui.timeline.firstPaint', 'firstPaint'],
    // Panning and zooming together; each by itself below.
    ['ui.timeline.frameP95', 'frame'],
    ['ui.timeline.frameP95.pan', 'pan'],
    ['ui.timeline.frameP95.zoom', 'zoom'],
    ['ui.timeline.frameP95.scroll', 'scroll'],
  ].flatMap(([name = '', figure = '']) =>
    peers.map((peer) =>
      figureOf(name, value('switchyard', figure), 'ms', peer, value(peer, figure)),
    ),
  )
}
