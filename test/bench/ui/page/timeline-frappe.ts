import Gantt from 'frappe-gantt'
// Its exports offer the stylesheet to CSS only.
import '../../../../node_modules/frappe-gantt/dist/frappe-gantt.css'
import type { Scene } from './scene.ts'
import { bars } from './timeline-data.ts'

/** frappe-gantt draws everything at once and lets the browser scroll it; it zooms by drawing anew in another scale. */
export const frappe: Scene = {
  mount(element) {
    const host = document.createElement('div')
    host.style.height = '100%'
    element.append(host)
    const gantt = new Gantt(
      host,
      bars.map(({ id, name, from, to }) => ({
        id,
        name,
        start: new Date(from),
        end: new Date(to),
        progress: 50,
      })),
      { view_mode: 'Week', container_height: element.clientHeight, today_button: false },
    )
    const scroller = host.querySelector('.gantt-container')
    if (scroller === null) throw new Error('frappe-gantt has no container')
    const scales = ['Month', 'Week']
    return {
      steps: {
        pan: (at) => {
          scroller.scrollLeft += at < 30 ? 24 : -24
        },
        zoom: (at) => {
          // A new scale takes it seconds: three are enough to know.
          if (at % 20 === 0) gantt.change_view_mode(scales[(at / 20) % 2])
        },
        scroll: () => {
          scroller.scrollTop += 60
        },
      },
      unmount: () => host.remove(),
    }
  },
}
