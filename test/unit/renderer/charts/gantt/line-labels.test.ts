import { describe, expect, it } from 'vitest'
import { lineLabels } from '../../../../../renderer/charts/gantt/line-labels.ts'
import type { GanttLine } from '../../../../../renderer/charts/gantt/types.ts'

const view = { from: 0, to: 1000 }
/** At so many px of a view of 1,000 px. */
const line = (at: number, label: string, kind: GanttLine['kind'] = 'undo'): GanttLine => ({
  at,
  label,
  kind,
})
const places = (...lines: readonly GanttLine[]) =>
  lineLabels(lines, view, 1000).map(({ line: { label }, anchor }) => [label, anchor])

describe('labels of lines', () => {
  it('stand behind their line, and before it at the end of the picture', () => {
    expect(places(line(100, 'now', 'now'), line(990, 'P90 end', 'end'))).toEqual([
      ['now', 'start'],
      ['P90 end', 'end'],
    ])
  })

  it('never stand over each other: the second one goes to the other side', () => {
    expect(places(line(500, 'now', 'now'), line(500, 'undo ends (2)'))).toEqual([
      ['now', 'start'],
      ['undo ends (2)', 'end'],
    ])
  })

  it('without room are left out, and so are those that are not in view', () => {
    const crowd = [line(500, 'now', 'now'), line(495, 'undo ends'), line(505, 'undo ends too')]
    expect(places(...crowd, line(1200, 'later')).map(([label]) => label)).toEqual([
      'now',
      'undo ends',
    ])
  })
})
