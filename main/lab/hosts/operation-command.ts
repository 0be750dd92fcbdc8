import { Refusal } from '../refusal.ts'
import type { CommandFault } from '../faults.ts'
import type { Call, OperationModel } from '../world/operation.ts'
import { Job } from './job.ts'
import type { Machine } from './machine.ts'

/** Runs `<operation> <apply|probe> --arg value …` as the programs in `resources/host-tools/operations` do on a real host. */

export type OperationLine = {
  readonly operation: string
  readonly phase: 'apply' | 'probe'
  readonly args: Readonly<Record<string, string>>
}

/** Undefined when the word is not the path of an operation; `home` is where the tools are installed. */
export function operationName(word: string, home: string): string | undefined {
  const folder = '.switchyard/operations/'
  const path = word.startsWith(`${home}/`) ? word.slice(home.length + 1) : word.replace(/^\.\//, '')
  return path.startsWith(folder) && !path.slice(folder.length).includes('/')
    ? path.slice(folder.length)
    : undefined
}

export function parseOperation(operation: string, rest: readonly string[]): OperationLine {
  const [phase, ...words] = rest
  if (phase !== 'apply' && phase !== 'probe')
    throw new Refusal(`use: ${operation} apply|probe [--argument value …]`, 2)
  const args: Record<string, string> = {}
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i] ?? ''
    const value = words[i + 1]
    if (!name.startsWith('--') || value === undefined)
      throw new Refusal(`${operation}: an argument is written --name value, not ${name}`, 2)
    args[name.slice(2)] = value
  }
  return { operation, phase, args }
}

function modelOf(machine: Machine, line: OperationLine): OperationModel {
  const model = Object.hasOwn(machine.operations, line.operation)
    ? machine.operations[line.operation]
    : undefined
  if (model === undefined)
    throw new Refusal(`sh: 1: .switchyard/operations/${line.operation}: not found`, 127)
  for (const name of Object.keys(line.args))
    if (!model.args.includes(name))
      throw new Refusal(`${line.operation}: unknown argument --${name}`, 2)
  return model
}

const json = (value: unknown): string => `${JSON.stringify(value)}\n`

export function startOperation(
  machine: Machine,
  line: OperationLine,
  faults: readonly CommandFault[],
): Job {
  const job = new Job()
  const { world, time, host } = machine
  // Whole ms, as a host's clock has them.
  const at = (): number => Math.floor(time.now())
  const call = (): Call => ({ host, args: line.args, at: at() })
  const refused = (error: unknown): void => {
    if (!(error instanceof Refusal)) throw error
    job.finish(error.exitCode, '', `${line.operation}: ${error.message}\n`)
  }
  try {
    const model = modelOf(machine, line)
    if (line.phase === 'probe') {
      job.finish(0, json(model.probe(world, call())))
      return job
    }
    const wrong = faults.find((f) => f.kind === 'wrong-exit')
    if (faults.some((f) => f.kind === 'hang')) return job
    if (wrong !== undefined && !wrong.effect) {
      job.finish(wrong.code, '', `${line.operation}: the lab was told to fail\n`)
      return job
    }
    const slow = faults.find((f) => f.kind === 'slow')?.factor ?? 1
    const begun = model.begin(world, call())
    const durationMs = begun.durationMs * slow
    const cancels: (() => void)[] = []
    if (begun.progress !== undefined)
      for (let tenth = 1; tenth < 10; tenth++)
        cancels.push(
          time.after((durationMs * tenth) / 10, () =>
            job.complain(begun.progress?.(tenth / 10) ?? ''),
          ),
        )
    const end = (): void => {
      try {
        const answer = begun.finish(at())
        job.finish(wrong?.code ?? 0, spoilt(answer, faults))
      } catch (error) {
        refused(error)
      }
    }
    if (durationMs < time.rate()) end()
    else {
      job.expectedMs = durationMs

      cancels.push(time.after(durationMs, end))
      job.onKill = () => {
        for (const cancel of cancels) cancel()
        begun.abort?.(at())
      }
    }
  } catch (error) {
    refused(error)
  }
  return job
}

/** The answer as bytes, or what a fault makes of it. */
function spoilt(answer: unknown, faults: readonly CommandFault[]): string | Buffer {
  for (const fault of faults) {
    if (fault.kind === 'bad-answer')
      return { 'not-json': 'Segmentation fault\n', 'wrong-schema': json({ ok: 'yes' }), empty: '' }[
        fault.shape
      ]
    if (fault.kind === 'binary-output') return binary
  }
  return json(answer)
}

/** Every byte value, most of it not UTF-8. */
const binary = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7 + (i >> 8)) & 0xff))
