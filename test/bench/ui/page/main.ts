import '@mantine/core/styles.css'
import '../../../../renderer/styles/app.css'
import type { Run } from '../run.ts'
import { painted } from './scene.ts'
import type { Scene } from './scene.ts'
import { table } from './table.tsx'
import { frappe } from './timeline-frappe.ts'
import { ours } from './timeline-ours.tsx'
import { vis } from './timeline-vis.ts'

/** Every scene by its name: figure, a dot, who draws it. */
const scenes: Readonly<Record<string, Scene>> = {
  table,
  'timeline.switchyard': ours,
  'timeline.frappe-gantt': frappe,
  'timeline.vis-timeline': vis,
}

declare global {
  interface Window {
    bench: { run: (scene: string, frames: number) => Promise<Run> }
  }
}

async function run(name: string, count: number): Promise<Run> {
  const scene = scenes[name]
  if (scene === undefined) throw new Error(`there is no scene ${name}`)
  const root = document.getElementById('root')
  if (root === null) throw new Error('the page has no root')
  await painted()
  const from = performance.now()
  const mounted = await scene.mount(root)
  await painted()
  const firstPaintMs = performance.now() - from
  const frames: Record<string, number[]> = {}
  for (const [movement, step] of Object.entries(mounted.steps)) {
    await painted()
    frames[movement] = await measureFrames(step, count)
  }
  mounted.unmount()
  root.replaceChildren()
  await painted()
  return { firstPaintMs, frames }
}

/** One step a frame; how long each frame took until the next one began. */
const measureFrames = (step: (at: number) => void, count: number): Promise<number[]> =>
  new Promise((resolve) => {
    const times: number[] = []
    let last: number | undefined
    let at = 0
    const frame = (): void => {
      const now = performance.now()
      if (last !== undefined) times.push(now - last)
      last = now
      if (at === count) {
        resolve(times)
        return
      }
      step(at)
      at += 1
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })

window.bench = { run }
