import { counted } from '../../../shared/base/counted.ts'
import { isTrouble } from '../../../shared/log-rules/comparison.ts'
import { compareSides } from '../../../shared/log-rules/compare.ts'
import { judge } from '../../../shared/log-rules/judge.ts'
import type { Signature } from '../../../shared/log-rules/signatures.ts'
import { signFindings } from '../../../shared/log-rules/sign-findings.ts'
import { buildTemplates } from '../../../shared/log-rules/templates.ts'
import type { LogCheckResult, ShapeTally, Side } from '../../../shared/log-rules/types.ts'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../../shared/domain/project.ts'
import { CustomerId } from '../../../shared/domain/ids.ts'
import { isOnTarget } from '../../../shared/domain/states.ts'
import type { CustomerState } from '../../../shared/domain/states.ts'
import type { ReadDb } from '../db.ts'
import type { LogCheckOrder } from '../protocol.ts'
import { readBatches } from '../store/batches.ts'
import { readLogChecks } from '../store/log-checks.ts'
import { readLogPeriods } from '../store/log-periods.ts'
import type { Period, PeriodLines, PeriodRead } from '../store/log-periods.ts'
import { mostPlainShapes, mostShapes, overflowShape, readLogTallies } from '../store/log-tallies.ts'
import type { KeptRow } from '../store/log-tallies.ts'
import { readSpec } from '../store/project.ts'
import {
  clocksOf,
  createHostLines,
  exposureOf,
  figuresOf,
  linesOf,
  readSides,
  shapesOf,
  windowsOf,
} from './check-sides.ts'
import type { Sides } from './check-sides.ts'
import { createCallJoin } from './join-calls.ts'
import type { CallJoin } from './join-calls.ts'
import { scanContext } from './keep-piece.ts'
import { scanWaiting } from './keep-scan.ts'
import { mostCustomers } from './keep-side.ts'

/** Compares and judges what is stored. It writes nothing: the same file gives the same bytes. */
export function checkBatch(db: ReadDb, order: LogCheckOrder): Result<LogCheckResult, Problem> {
  const batch = readBatches(db)
    .all()
    .find((b) => b.id === order.batch)
  const store = readLogPeriods(db)
  const checks = readLogChecks(db)
  const sides = readSides(db, order.batch)
  if (batch === undefined || sides === undefined)
    return bad(
      problem(
        'precondition',
        batch === undefined
          ? `There is no batch ${order.batch}.`
          : `Batch ${order.batch} has not begun: there is nothing after it that could be compared.`,
        { safe: 'Nothing was judged.', next: 'Check the logs after customers of the batch moved.' },
      ),
    )
  const reads = store.reads()
  const lines = store.lines()
  const spec = readSpec(db)
  const exposure = exposureOf(reads, sides)
  const join = createCallJoin(db)
  const windows = windowsOf(reads, sides)
  const hosts = createHostLines()
  const rows = storedShapes(db, sides, reads, join, order.signatures, hosts.add)
  const shapes = rows.filter(isCompared)
  const model = buildTemplates(
    shapes.map(({ shape, before, after }) => ({
      shape,
      count: (before?.count ?? 0) + (after?.count ?? 0),
    })),
  )
  const moved = begunOf(db, order.batch)
  const compared = compareSides(shapes, model, exposure, {
    moved,
    windows,
    zones: zonesOf(spec),
  })
  const limits = [
    ...(shapes.some((shape) => shape.shape === overflowShape)
      ? [
          `a host wrote more than ${mostShapes} different texts of trouble: the rest is counted as one`,
        ]
      : []),
    ...(model.overflow > 0 ? [`${model.overflow} different texts were not told apart`] : []),
    ...(namesTooMany(shapes, 'after')
      ? [
          `a text of trouble names more than ${mostCustomers} customers: whom else it concerns is not known`,
        ]
      : []),
    ...join.gaps(),
  ]
  const notes = [
    ...(rows.length > shapes.length
      ? [
          `a host wrote more than ${mostPlainShapes} different texts of information: of the rest nobody can say that one stopped or has a new code`,
        ]
      : []),
    ...(namesTooMany(shapes, 'before')
      ? [
          `a text of trouble named more than ${mostCustomers} customers before: for whom else it is new is not known`,
        ]
      : []),
    ...join.notes(),
  ]
  const result = judge({
    findings: signFindings(compared, shapes, model, order.signatures),
    moved,
    movedBefore: onTargetBeside(db, order.batch),
    figures: figuresOf(lines, sides),
    exposure,
    lines: linesOf(lines, sides),
    gaps: [
      ...lossesOf(lines, sides),
      ...hosts.silences(reads, sides, windows.before),
      ...store
        .problems()
        .map(({ host, problem: why }) => `${host} was not read to the end: ${why}`),
      ...limits,
    ],
    hosts: spec.hosts.map(({ name }) => name),
    signatures: order.signatures,
    open: checks.openOf(batchesBefore(store.all(), sides), order.batch),
    // What a person has ended is over; what ended by itself still says what it had hidden.
    ledger: checks
      .ledger()
      .filter((row) => row.endedAt === undefined)
      .map((row) => row.entry),
    moment: { at: order.at, batch: batch.ordinal },
    clocks: clocksOf(reads, sides),
    notes,
    ...(order.policy === undefined ? {} : { policy: order.policy }),
  })
  return ok(withoutCalm(result))
}

/** What speaks of nearly everybody: customers with large ids are left out. */
export const namesTooMany = (shapes: readonly ShapeTally[], side: Side): boolean =>
  shapes.some((shape) => isTrouble(shape) && shape[side]?.customersBefore !== undefined)

/** Lines of information that are as they were, or new and harmless, would be most of a result: their number is enough. */
const mostCalm = 200

function withoutCalm(result: LogCheckResult): LogCheckResult {
  let calm = 0
  let unchanged = 0
  const groups = result.groups.filter((group) => {
    if (isTrouble(group) || group.weight !== 'note' || group.signature !== undefined) return true
    if (group.verdict === 'unchanged') {
      unchanged += 1
      return false
    }
    return (calm += 1) <= mostCalm
  })
  if (unchanged === 0 && calm <= mostCalm) return result
  const left = [
    ...(unchanged === 0
      ? []
      : [
          `${counted(unchanged, 'group')} of information ${unchanged === 1 ? 'is' : 'are'} as before and not listed`,
        ]),
    ...(calm > mostCalm
      ? [
          `${counted(calm - mostCalm, 'more group')} of information changed and asked for nothing; not listed`,
        ]
      : []),
  ]
  return { ...result, groups, notes: [...(result.notes ?? []), ...left] }
}

/** Jobs go by the clock of their host, traffic by that of its environment. */
const zonesOf = ({ hosts, environments }: ProjectSpec): readonly string[] => [
  ...new Set([...hosts.map(({ zone = 'UTC' }) => zone), ...environments.map(({ zone }) => zone)]),
]

/** Members that a run has touched; who stayed where it was needs no verdict. */
const begunOf = (db: ReadDb, batch: string): readonly CustomerId[] =>
  db
    .prepare<[string], string>(
      'SELECT id FROM customers WHERE batch = ? AND began_at IS NOT NULL ORDER BY id',
    )
    .pluck()
    .all(batch)
    .map((id) => CustomerId.parse(id))

/** Of other batches. */
const onTargetBeside = (db: ReadDb, batch: string): readonly CustomerId[] =>
  db
    .prepare<[string], { id: string; state: CustomerState }>(
      'SELECT id, state FROM customers WHERE batch <> ? ORDER BY id',
    )
    .all(batch)
    .filter(({ state }) => isOnTarget(state))
    .map(({ id }) => CustomerId.parse(id))

/** Batches that are part of the baseline. */
const batchesBefore = (periods: readonly Period[], { of }: Sides): readonly string[] =>
  periods.flatMap(({ id, batch }) => (of.get(id) === 'before' && batch !== '' ? [batch] : []))

const lossesOf = (lines: readonly PeriodLines[], { of }: Sides): readonly string[] =>
  lines.flatMap(({ period, host, file, lost, unread }) => {
    const side = of.get(period)
    if (side === undefined) return []
    const when = side === 'before' ? 'in the baseline' : 'since the batch began'
    return [
      ...(lost === 0
        ? []
        : [`${host} ${file}: at least ${lost} bytes ${when} were written and are gone`]),
      ...(unread === 0
        ? []
        : [
            `${host} ${file}: ${unread} bytes ${when} are no text, but packed or written in UTF-16: have the log written as text, or leave it out by a line !PATH in ~/.switchyard/log-folders of the login user`,
          ]),
    ]
  })

/** Every text of both sides, with the customers of its calls. */
export const storedShapes = (
  db: ReadDb,
  sides: Sides,
  reads: readonly PeriodRead[],
  join: CallJoin,
  signatures: readonly Signature[] = [],
  onRow?: Parameters<typeof shapesOf>[3],
): readonly ShapeTally[] =>
  shapesOf(rowsOf(db, sides, join, signatures), sides, reads, onRow).map((shape) =>
    join.joined(shape),
  )

/** Lines of information beyond the limit are counted as one text that is like no other. */
export const isCompared = (row: ShapeTally): boolean =>
  row.shape !== overflowShape || isTrouble(row)

/** What is stored, and what still waits for its end in a file that nobody has written to since. */
function* rowsOf(
  db: ReadDb,
  { of }: Sides,
  join: CallJoin,
  signatures: readonly Signature[],
): Generator<KeptRow> {
  const ids = [...of.keys()]
  const tallies = readLogTallies(db)
  yield* tallies.shapes(Math.min(...ids), Math.max(...ids))
  const context = scanContext(db, signatures)
  for (const { host, file, state } of tallies.waiting()) {
    if (!of.has(state.period)) continue
    const order = { ...context.of(host), host, file, state, period: state.period }
    const { shapes, calls } = scanWaiting(order)
    join.learn(calls)
    for (const kept of shapes) yield { ...kept, period: state.period, host }
  }
}
