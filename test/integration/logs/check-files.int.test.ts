import { describe, expect, it } from 'vitest'
import { checkLogFiles } from '../../../main/data/analysis/check-files.ts'
import type { LogFeed } from '../../../main/data/analysis/check-files.ts'
import { loadSignatures } from '../../../main/procedures/load-signatures.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { LogCheckResult, Side } from '../../../shared/log-rules/types.ts'
import { windows } from '../../bench/logs/faults/background.ts'
import { fileOf, scenario } from '../../bench/logs/faults/records.ts'
import { lineOf } from '../../bench/logs/faults/render.ts'
import { reportedOf } from '../../bench/logs/faults/score.ts'

/** The planted faults of the benchmark through the check of files, as `logs check` runs it. */
type Lines = {
  readonly side: Side
  readonly host: string
  readonly file: string
  readonly lines: string[]
}

async function check(seed: number, faults: boolean, every: boolean): Promise<LogCheckResult> {
  const { world, events } = faults ? scenario(seed) : scenario(seed, () => false)
  const files = new Map<string, Lines>()
  for (const event of events) {
    const { side, host } = event
    const file = fileOf[event.program]
    const known = files.get(`${side} ${host} ${file}`) ?? { side, host, file, lines: [] }
    files.set(`${side} ${host} ${file}`, known)
    known.lines.push(lineOf(event))
  }
  const feeds = [...files.values()].map(({ lines, ...place }): LogFeed => ({
    ...place,
    async *read() {
      yield Buffer.from(`${lines.join('\n')}\n`, 'latin1')
    },
  }))
  const signatures = await loadSignatures(`${import.meta.dirname}/../../../resources`)
  if (!signatures.ok) throw new Error(signatures.problem.message)
  const { result } = await checkLogFiles({
    feeds,
    every,
    referenceAt: instant(windows.after.to),
    customers: world.directory,
    moved: world.moved,
    signatures: signatures.value,
  })
  return result
}

describe('planted faults in files', () => {
  it('are all reported once, and nothing else, when every line is compared', async () => {
    const result = await check(1, true, true)
    expect(result.verdict).toBe('fail')
    expect(reportedOf(result)).toHaveLength(30)
  })

  it('are reported but for those without trouble in their lines when only trouble is compared', async () => {
    const reported = reportedOf(await check(2, true, false))
    expect(reported).toHaveLength(28)
    expect(reported.some(({ verdict }) => verdict === 'gone')).toBe(false)
  })

  it.each([true, false])(
    'are not invented: a clean batch passes (every line: %s)',
    async (every) => {
      const result = await check(3, false, every)
      expect(reportedOf(result)).toEqual([])
      expect(result).toMatchObject({ verdict: 'pass', gaps: [] })
    },
  )
})
