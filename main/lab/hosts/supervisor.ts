import { baton, whyStale } from './baton.ts'
import { Job, endingText } from './job.ts'
import type { Machine } from './machine.ts'
import type { Prepared } from './start.ts'
import { prepare } from './start.ts'

/** The step supervisor, protocol 1 of `resources/host-tools/README.md`, for a simulated host. */

/** What the shell line asks: follow a job with the protocol's frame, or print one line and end. */
export type Reply =
  | {
      readonly kind: 'follow'
      readonly job: Job
      readonly header: 'started' | 'attached'
      readonly fromOut: number
      readonly fromErr: number
    }
  | { readonly kind: 'say'; readonly text: string; readonly code: number; readonly error?: boolean }
  /** The link is cut instead of an answer. */
  | { readonly kind: 'cut' }

export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/
export const say = (text: string): Reply => ({ kind: 'say', text: `${text}\n`, code: 0 })
export const complain = (code: number, text: string): Reply => ({
  kind: 'say',
  text: `switchyard-step: ${text}\n`,
  code,
  error: true,
})

/** `words` without `sh` and the path of the program. `cut` cuts the link of this request, for faults. */
export function supervise(machine: Machine, words: readonly string[], cut: () => void): Reply {
  const [verb = '', id = '', ...rest] = words
  if (verb === 'version') return say('switchyard-step 1')
  if (verb === 'gc') return gc(machine, [id, ...rest])
  if (verb === 'baton') return baton(machine, [id, ...rest])
  if (!['run', 'start', 'follow', 'status', 'cancel'].includes(verb))
    return complain(64, 'use: step run|start|follow|status|cancel|gc|baton|version')
  if (!idPattern.test(id))
    return complain(
      64,
      'bad attempt id: use 1 to 200 of A-Z a-z 0-9 . _ -, first a letter or digit',
    )
  if (verb === 'run' || verb === 'start') return run(machine, verb, id, rest, cut)
  if (verb === 'follow') return followAttempt(machine, id, rest)
  if (verb === 'cancel') return cancel(machine, id)
  const job = machine.attempts.get(id)
  return say(
    job === undefined ? 'absent' : job.ending === undefined ? 'running' : endingText(job.ending),
  )
}

const diskFull = (machine: Machine): boolean =>
  machine.faults.lasting('disk-full', machine.host.name)

function run(
  machine: Machine,
  verb: 'run' | 'start',
  id: string,
  rest: readonly string[],
  cut: () => void,
): Reply {
  const token = rest[0] === '--baton' ? rest[1] : undefined
  const [dashes, ...argv] = token === undefined ? rest : rest.slice(2)
  if (token !== undefined && !/^\d+$/.test(token))
    return complain(64, `not a byte offset: ${token}`)
  if (dashes !== '--' || argv.length === 0)
    return complain(64, `use: step ${verb} ID [--baton GENERATION] -- COMMAND [ARGUMENT...]`)
  const known = machine.attempts.get(id)
  if (known !== undefined) return attach(verb, known)
  const stale = whyStale(machine, token)
  if (stale !== undefined) return complain(75, `not started: ${stale}`)
  if (diskFull(machine)) {
    machine.faults.record('disk-full', `${machine.host.name} ${id}`)
    return complain(
      73,
      `not started: cannot write in ${machine.home.root}/.switchyard/steps/${id} (disk full?)`,
    )
  }
  const job = claimed(machine, id, prepare(machine, argv, id), cut)
  if (job === undefined) return { kind: 'cut' }
  return verb === 'start'
    ? say('started')
    : { kind: 'follow', job, header: 'started', fromOut: 0, fromErr: 0 }
}

const attach = (verb: 'run' | 'start', job: Job): Reply =>
  verb === 'start'
    ? say('attached')
    : { kind: 'follow', job, header: 'attached', fromOut: 0, fromErr: 0 }

/** Starts the command once and counts it. Undefined when the link is cut before the claim. */
function claimed(
  machine: Machine,
  id: string,
  prepared: Prepared,
  cut: () => void,
): Job | undefined {
  const faults = machine.faults.strike(prepared.moment)
  const drop = faults.find((f) => f.kind === 'drop-link')
  if (drop?.when === 'before') return undefined
  const { effects } = machine.world
  effects.set(id, (effects.get(id) ?? 0) + 1)
  const job = prepared.start(faults)
  keep(machine, id, job)
  if (drop !== undefined) cutLater(machine, job, drop.when, cut)
  return job
}

/**
 * In the middle, or at the end of the command; in any case this link never tells how it ended, however short the
 * command is.
 */
export function cutLater(
  machine: Machine,
  job: Job,
  when: 'before' | 'during' | 'after',
  cut: () => void,
): void {
  job.cutAtEnd = true
  if (when === 'during') machine.time.after(job.expectedMs / 2, cut)
}

function keep(machine: Machine, id: string, job: Job): void {
  machine.attempts.set(id, job)
  const ended = (): void => {
    if (job.ending !== undefined) job.endedAt = machine.time.now()
  }
  ended()
  job.onChange(ended)
}

function followAttempt(machine: Machine, id: string, rest: readonly string[]): Reply {
  const offsets = { '--from': 0, '--from-err': 0 }
  for (let i = 0; i < rest.length; i += 2) {
    const name = rest[i]
    const value = rest[i + 1] ?? ''
    if (!/^\d+$/.test(value)) return complain(64, `not a byte offset: ${value}`)
    if (name !== '--from' && name !== '--from-err')
      return complain(64, 'use: step follow ID [--from N] [--from-err M]')
    offsets[name] = Number(value)
  }
  const job = machine.attempts.get(id)
  if (job === undefined) return complain(69, 'no such attempt')
  return {
    kind: 'follow',
    job,
    header: 'attached',
    fromOut: offsets['--from'],
    fromErr: offsets['--from-err'],
  }
}

function cancel(machine: Machine, id: string): Reply {
  let job = machine.attempts.get(id)
  if (job === undefined) {
    if (diskFull(machine)) return complain(73, 'not cancelled: cannot write (disk full?)')
    // Claimed here, so that a start that is still on its way cannot start it.
    job = new Job()
    job.end({ kind: 'signalled', signal: 15 })
    keep(machine, id, job)
  }
  // A command that ends by TERM has the code 128 + 15, as the program on a real host records it.
  job.kill({ kind: 'exited', code: 143 })
  return say(statusOf(job))
}

const statusOf = (job: Job): string =>
  job.ending === undefined ? 'running' : endingText(job.ending)

function gc(machine: Machine, args: readonly string[]): Reply {
  const [option, days = ''] = args
  if (option !== '--older-than') return complain(64, 'use: step gc --older-than DAYS')
  if (!/^\d+$/.test(days)) return complain(64, `not a byte offset: ${days}`)
  const before = machine.time.now() - Number(days) * 86_400_000
  let removed = 0
  for (const [id, job] of machine.attempts)
    if (job.ending !== undefined && (days === '0' || job.endedAt <= before)) {
      machine.attempts.delete(id)
      removed++
    }
  return say(`removed ${removed}`)
}
