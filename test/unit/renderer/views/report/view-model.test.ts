import { describe, expect, it } from 'vitest'
import {
  elapsed,
  missingPlan,
  tableExports,
} from '../../../../../renderer/views/report/view-model.ts'
import { ExportTable, PlanFile } from '../../../../../shared/domain/exports.ts'

describe('the files of the report', () => {
  it('are all that can be written, each once', () => {
    const offered = tableExports.map((file) => (file.kind === 'table' ? file.table : file.file))
    expect(offered.toSorted()).toEqual([...ExportTable.options, ...PlanFile.options].toSorted())
  })

  it('of a plan wait for one, and say what to do', () => {
    expect(missingPlan({})).toContain('propose one in Batches')
    expect(missingPlan({ plan: { version: 1 } })).toBeUndefined()
  })

  it('say for how long they are being written', () => {
    expect([900, 12_400, 65_000].map(elapsed)).toEqual(['0 s', '12 s', '1 min 05 s'])
  })
})
