import { Timeline } from 'vis-timeline/standalone'
import 'vis-timeline/styles/vis-timeline-graph2d.css'
import { painted } from './scene.ts'
import type { Scene } from './scene.ts'
import { bars, whole } from './timeline-data.ts'

/**
 * Fifty groups of a hundred bars each, without stacking: with a group a row, as the two others have it, it has drawn nothing after minutes.
 */
export const vis: Scene = {
  async mount(element) {
    const host = document.createElement('div')
    element.append(host)
    const groups = Array.from({ length: 50 }, (_, id) => ({
      id,
      content: `Part ${id} of the plan`,
    }))
    const items = bars.map(({ id, name, from, to }, i) => ({
      id,
      group: i % 50,
      content: name,
      start: from,
      end: to,
    }))
    const timeline = new Timeline(host, items, groups, {
      start: whole.from,
      end: whole.to,
      height: element.clientHeight,
      stack: false,
      verticalScroll: true,
      zoomKey: 'ctrlKey',
    })
    // It draws in frames of its own: it is there when its first item is.
    while (host.querySelector('.vis-item') === null) await painted()
    const animation = { animation: false }
    return {
      steps: {
        pan: (at) => {
          const { start, end } = timeline.getWindow()
          const by =
            ((end.getTime() - start.getTime()) / element.clientWidth) * (at < 30 ? 24 : -24)
          timeline.setWindow(start.getTime() + by, end.getTime() + by, animation)
        },
        zoom: (at) => {
          const { start, end } = timeline.getWindow()
          const span = end.getTime() - start.getTime()
          const less = (span - span * Math.exp(at < 30 ? -0.132 : 0.132)) / 2
          timeline.setWindow(start.getTime() + less, end.getTime() - less, animation)
        },
        scroll: (at) => {
          const scroller = host.querySelector('.vis-vertical-scroll')
          if (scroller !== null) scroller.scrollTop = at * 60
        },
      },
      unmount: () => timeline.destroy(),
    }
  },
}
