import { describe, expect, it } from 'vitest'
import { differenceText } from '../../../../../../main/cli/commands/plan/difference.ts'
import { BatchId, CustomerId } from '../../../../../../shared/domain/ids.ts'
import { comparePlans } from '../../../../../../shared/planner/compare.ts'
import type { PlanContents } from '../../../../../../shared/planner/compare.ts'
import { labSpec } from '../../../../../helpers/lab.ts'
import { windowAt } from '../../../../../helpers/overview.ts'

const contents = (
  batches: Readonly<Record<string, readonly string[]>>,
  from: number,
): PlanContents => ({
  batches: Object.entries(batches).map(([id, members]) => ({
    id: BatchId.parse(id),
    members: members.map((m) => CustomerId.parse(m)),
    windows: [windowAt(from)],
  })),
  excluded: [],
  schedule: [{ id: 'soak', from, to: from + 60_000 }],
})

describe('the difference of two plans', () => {
  it('is said customer by customer and window by window, in the zone of the environment', () => {
    const before = contents({ b1: ['1', '2'], b2: ['3'] }, 0)
    const after = contents({ b1: ['1'], b2: ['3', '2'] }, 1440)
    const lines = differenceText(comparePlans(before, after), labSpec)
    expect(lines[0]).toBe('b1 → b2: 2')
    expect(lines[1]).toMatch(/^b1: .*2026-11-22.* → .*2026-11-23/)
    expect(lines.at(-1)).toBe('soak ends 1.4 s later')
  })

  it('is said to be none when there is none', () => {
    const same = contents({ b1: ['1'] }, 0)
    expect(differenceText(comparePlans(same, same), labSpec)).toEqual(['nothing changed'])
  })
})
