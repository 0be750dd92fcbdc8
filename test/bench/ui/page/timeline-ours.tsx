import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Gantt } from '../../../../renderer/charts/gantt/Gantt.tsx'
import type { GanttRow, Span } from '../../../../renderer/charts/gantt/types.ts'
import type { Scene } from './scene.ts'
import { bars, whole } from './timeline-data.ts'

const limits = { whole }
const nothing = (): void => undefined

/** Each row with plan, baseline and what really happened: three times the bars of the peers. */
const rowsOf = (): readonly GanttRow[] =>
  bars.map(({ id, name, from, to }, i) => ({
    id,
    label: name,
    note: 'vendor',
    depth: 0,
    text: `${name}: planned`,
    marks: [
      { role: 'baseline', from: from - 3_600_000, to: to - 3_600_000 },
      { role: 'planned', from, to, critical: i % 7 === 0 },
      { role: 'actual', from, to: from + (to - from) / 2, tone: 'good' },
    ],
  }))

function Chart({ rows }: { readonly rows: readonly GanttRow[] }) {
  const [view, setView] = useState<Span>(whole)
  return (
    <Gantt
      rows={rows}
      bands={[{ kind: 'freeze', from: whole.from, to: whole.to, label: 'freeze' }]}
      lines={[{ kind: 'now', at: whole.from + 9e9, label: 'now' }]}
      view={view}
      onView={setView}
      limits={limits}
      zone="Europe/London"
      active={undefined}
      onActive={nothing}
      onOpen={nothing}
      onToggle={nothing}
      label="bench"
    />
  )
}

/** The Gantt of the timeline view, moved by the same wheel events that a hand makes. */
export const ours: Scene = {
  mount(element) {
    const root = createRoot(element)
    root.render(<Chart rows={rowsOf()} />)
    const wheel = (more: WheelEventInit): void => {
      const body = element.querySelector('.gantt-body')
      if (body === null) throw new Error('the Gantt is not there')
      const { left, width, top } = body.getBoundingClientRect()
      const at = { clientX: left + width / 2, clientY: top + 100 }
      body.dispatchEvent(new WheelEvent('wheel', { cancelable: true, ...at, ...more }))
    }
    return {
      steps: {
        pan: (at) => wheel({ deltaX: at < 30 ? 24 : -24 }),
        zoom: (at) => wheel({ deltaY: at < 30 ? -60 : 60, ctrlKey: true }),
        scroll: () => {
          const body = element.querySelector('.gantt-body')
          if (body !== null) body.scrollTop += 60
        },
      },
      unmount: () => root.unmount(),
    }
  },
}
