import type { EventOf } from '../../../shared/domain/journal.ts'
import type { LogCheckResult } from '../../../shared/log-rules/types.ts'
import type { LogCheckOrder } from '../protocol.ts'

const mostReasons = 20
const longestReason = 500

/** What the journal keeps of a result: enough to decide by, and its hash. */
export const checkedEvent = (
  { batch, run }: LogCheckOrder,
  result: LogCheckResult,
  hash: string,
): EventOf<'log.checked'> => ({
  kind: 'log.checked',
  batch,
  ...(run === undefined ? {} : { run }),
  verdict: result.verdict,
  reasons: result.reasons.slice(0, mostReasons).map((reason) => reason.slice(0, longestReason)),
  result: hash,
  stops: [
    ...new Set(
      result.groups.filter(({ weight }) => weight === 'stop').map(({ template }) => template.id),
    ),
  ].sort(),
  failing: result.customers
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ customer }) => customer),
  figures: {
    before: { lines: result.figures.before.lines, bytes: result.figures.before.bytes },
    after: { lines: result.figures.after.lines, bytes: result.figures.after.bytes },
    groups: result.groups.length,
  },
})
