import type { CommandFault, Moment } from '../faults.ts'
import { Refusal } from '../refusal.ts'
import { Job } from './job.ts'
import type { Machine } from './machine.ts'
import type { OperationLine } from './operation-command.ts'
import { operationName, parseOperation, startOperation } from './operation-command.ts'
import { startPlain } from './plain-commands.ts'

/** A command line that is understood but not yet running. */
export type Prepared = {
  readonly moment: Moment
  start(faults: readonly CommandFault[]): Job
}

export function prepare(
  machine: Machine,
  argv: readonly string[],
  attempt: string | undefined,
): Prepared {
  const host = machine.host.name
  const [word = '', ...rest] = argv
  const operation = operationName(word, machine.home.root)
  const plain: Moment = { host, operation, phase: 'apply', customer: undefined, attempt }
  if (operation === undefined)
    return {
      moment: plain,
      start: (faults) => withNoise(faults, () => hangOr(faults, () => startPlain(machine, argv))),
    }
  let line: OperationLine
  try {
    line = parseOperation(operation, rest)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { moment: plain, start: () => ended(error) }
  }
  const customer = line.args['customer'] ?? line.args['entry']
  return {
    moment: { host, operation, phase: line.phase, customer, attempt },
    start: (faults) => withNoise(faults, () => startOperation(machine, line, faults)),
  }
}

function ended(refusal: Refusal): Job {
  const job = new Job()
  job.finish(refusal.exitCode, '', `${refusal.message}\n`)
  return job
}

const hangOr = (faults: readonly CommandFault[], start: () => Job): Job =>
  faults.some((f) => f.kind === 'hang') ? new Job() : start()

const noise = Buffer.from(
  `${'the quick brown fox jumps over the lazy dog '.repeat(23)}\n`.repeat(64),
)

/** Puts the bytes of a `huge-output` fault before the answer. The same buffer is queued again and again: no memory. */
function withNoise(faults: readonly CommandFault[], start: () => Job): Job {
  const huge = faults.find((f) => f.kind === 'huge-output')
  const job = start()
  if (huge === undefined) return job
  for (let left = huge.bytes; left > 0; left -= noise.length) {
    const chunk = left >= noise.length ? noise : noise.subarray(0, left)
    job.out.chunks.unshift(chunk)
    job.out.length += chunk.length
  }
  return job
}
