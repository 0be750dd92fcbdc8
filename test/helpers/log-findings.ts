import { stableId } from '../../shared/log-rules/stable-id.ts'
import type { GroupFinding, LogCheckResult } from '../../shared/log-rules/types.ts'

/** Findings as the comparison gives them, for tests of the ledger and the judge. */
export const finding = (text: string, rest: Partial<GroupFinding> = {}): GroupFinding => ({
  template: { id: stableId(text), text },
  verdict: 'new',
  because: 'template',
  level: 'error',
  suspect: false,
  before: { count: 0, perHour: 0 },
  after: { count: 5, perHour: 1.25 },
  hosts: ['sip1'],
  examples: [],
  why: 'no such line in 168 host-hours of the baseline',
  customers: [],
  moved: [],
  ...rest,
})

export const known = (id: string): NonNullable<GroupFinding['signature']> => ({
  id,
  meaning: 'the account is blocked',
  advice: 'look for a lock',
  mark: 'I',
})

const lines = (n: number) => ({
  lines: n,
  records: n,
  continuations: 0,
  refused: 0,
  bytes: n * 100,
})

export const lineFigures: LogCheckResult['figures'] = { before: lines(1000), after: lines(100) }
