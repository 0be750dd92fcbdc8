import { bad, ok, type Result } from '../../shared/base/result.ts'
import { problem, type Problem } from '../../shared/domain/problems.ts'
import { OutputCollector } from './outcome.ts'
import { quoteWord } from './quote.ts'
import type { Session } from './session.ts'
import { stepProgram } from './tools.ts'

/**
 * The baton of each host (design.md section 14): one holder at a time may start steps there. The host keeps it, so operators
 * who know nothing of each other meet there; a holder from whom it was taken is refused by the host itself.
 */

export type BatonOptions = {
  /** Who this is, for the sentence that another operator gets; letters, digits and `@ . _ -` arrive as they are. */
  readonly by: string
  /** The holder that an attempt belongs to: its run. A run that is resumed has its baton still. */
  readonly holderOf: (attempt: string) => string
}

export type Baton = {
  /** 0: nobody ever had it. */
  readonly generation: number
  readonly holder: string | undefined
  readonly since: string
  readonly by: string
}

/** The exit code of the supervisor for a baton in other hands. */
export const inOtherHands = 75

export class Batons {
  readonly #options: BatonOptions
  /** By host and holder: what the host gave. Asked for once in the life of the pool. */
  readonly #held = new Map<string, Promise<Result<Baton, Problem>>>()

  constructor(options: BatonOptions) {
    this.#options = options
  }

  /** Takes the host's baton for the run of the attempt, unless it has it. */
  async take(session: Session, attempt: string): Promise<Result<Baton, Problem>> {
    const holder = this.#options.holderOf(attempt)
    const key = `${session.host} ${holder}`
    const words = `take ${holder} ${quoteWord(this.#options.by)}`
    const taking = this.#held.get(key) ?? askBaton(session, words)
    this.#held.set(key, taking)
    const taken = await taking
    if (!taken.ok && this.#held.get(key) === taking) this.#held.delete(key)
    return taken
  }

  /** The host refused it as stale: asked for again before the next step. */
  forget(host: string, attempt: string): void {
    this.#held.delete(`${host} ${this.#options.holderOf(attempt)}`)
  }

  /** Hosts on which this holder has the baton, and forgets them. */
  giveUp(holder: string): string[] {
    const keys = [...this.#held.keys()].filter((key) => key.endsWith(` ${holder}`))
    for (const key of keys) this.#held.delete(key)
    return keys.map((key) => key.slice(0, -holder.length - 1))
  }

  break(session: Session, generation: number): Promise<Result<Baton, Problem>> {
    return askBaton(session, `break ${generation} ${quoteWord(this.#options.by)}`)
  }
}

/** `words` are a verb of `step baton` and its arguments, quoted where they may hold anything. */
export async function askBaton(session: Session, words: string): Promise<Result<Baton, Problem>> {
  const output = new OutputCollector({ maxBytes: 4096 })
  const end = await session.run(`sh ${stepProgram} baton ${words}`, output.sink())
  if ('problem' in end) return bad(end.problem)
  const { stdout, stderr } = output.outcome({ kind: 'cancelled' })
  const groups = line.exec(Buffer.from(stdout).toString('utf8'))?.groups
  const said = Buffer.from(stderr)
    .toString('utf8')
    .trim()
    .replace(/^switchyard-step: /, '')
  if (end.kind === 'exited' && end.code === inOtherHands) return bad(held(session.host, said))
  if (end.kind !== 'exited' || end.code !== 0 || groups === undefined)
    return bad(
      problem('bad-answer', `the step supervisor on ${session.host} gave no baton: ${said}`, {
        where: { host: session.host },
        safe: 'nothing was started',
        next: 'look at ~/.switchyard on the host: is the disk full?',
      }),
    )
  const { generation, holder = '-', since = '', by = '' } = groups
  return ok({
    generation: Number(generation),
    holder: holder === '-' ? undefined : holder,
    since,
    by,
  })
}

const line = /^baton (?<generation>\d+) (?<holder>\S+) (?<since>\S+)(?: (?<by>.*))?$/m

export const held = (host: string, said: string): Problem =>
  problem('in-other-hands', `${host}: ${said}`, {
    where: { host },
    safe: 'nothing was started on this host',
    next: 'talk to the other operator; when that run is certainly over, take the hosts over with a reason (--take-over)',
  })
