import { ok, type Result } from '../../shared/base/result.ts'
import type { CommandOutcome } from '../../shared/domain/outcome.ts'
import { problem, type Problem } from '../../shared/domain/problems.ts'
import { backOffMs, unlessAborted, type Sleep } from './abortable.ts'
import { held, inOtherHands } from './baton.ts'
import { isHardStop } from './failure.ts'
import { abortEnding, OutputCollector, type CollectorOptions } from './outcome.ts'
import { shellLine } from './quote.ts'
import type { Session } from './session.ts'
import { complaintOf, parseStatus, StepStreams, type StepEnd } from './step-protocol.ts'
import { stepProgram } from './tools.ts'

export type StepRequest = CollectorOptions & {
  readonly host: string
  readonly attempt: string
  readonly argv: readonly string[]
  readonly signal?: AbortSignal | undefined
  readonly onStarted?: (() => void) | undefined
  readonly isNew?: boolean | undefined
  readonly patienceMs?: number | undefined
}

export type StepHost = {
  /** A living connection with the tools in place. */
  readonly ready: () => Promise<Result<Session, Problem>>
  /** The generation of the host's baton, before a start; undefined where steps need none. */
  readonly baton: (session: Session) => Promise<Result<number | undefined, Problem>>
  /** The tools turned out not to be there: check again before the next `ready`. */
  readonly forgetTools: () => void
  readonly sleep: Sleep
}

const exitCodes: {
  readonly own: readonly number[]
  readonly notStarted: readonly number[]
  readonly absent: number
  readonly abandoned: number
} = {
  own: [0, 64, 69, 70, 73, inOtherHands],
  notStarted: [64, 73, inOtherHands],
  absent: 69,
  abandoned: 70,
}
/** TERM, 5 s of grace, KILL, and the way there and back. */
const cancelPatienceMs = 20_000

/** Runs one attempt to its end over as many connections as it takes. */
export const runStep = (host: StepHost, request: StepRequest): Promise<CommandOutcome> =>
  new StepRun(host, request).toEnd()

/** What one turn on one connection came to: the end, or what went wrong with the link. */
type Turn = { readonly ending: StepEnding } | { readonly cut: Problem } | 'again'

class StepRun {
  readonly #host: StepHost
  readonly #request: StepRequest
  readonly #output: OutputCollector
  readonly #patienceMs: number
  /** The request may have reached the host: from here on "not started" cannot be claimed any more. */
  #sent = false
  /** The host has acknowledged the claim: from here on it is followed, not run. */
  #started = false
  #reinstalled = false
  #cutAtMs: number | undefined
  #tries = 0

  constructor(host: StepHost, request: StepRequest) {
    this.#host = host
    this.#request = request
    this.#output = new OutputCollector(request)
    this.#patienceMs = request.patienceMs ?? 60_000
  }

  async toEnd(): Promise<CommandOutcome> {
    const { signal } = this.#request
    for (;;) {
      if (signal?.aborted === true) {
        const ending = this.#sent
          ? await cancelStep(this.#host, this.#request)
          : abortEnding(signal)
        return this.#output.outcome(ending)
      }
      const session = await unlessAborted(this.#host.ready(), signal)
      if (session === undefined) continue
      const turn = session.ok
        ? await this.#start(session.value)
        : this.#unreachable(session.problem)
      if (turn === 'again') continue
      if ('ending' in turn) return this.#output.outcome(turn.ending)
      if (!(await this.#mayMend(turn.cut)))
        return this.#output.outcome({
          kind: this.#sent ? 'lost' : 'not-started',
          problem: turn.cut,
        })
    }
  }

  async #start(session: Session): Promise<Turn> {
    // What runs already is followed whoever has the baton now.
    const baton = this.#started ? ok(undefined) : await this.#host.baton(session)
    if (baton.ok) return this.#turn(session, baton.value)
    return session.isDown ? { cut: session.lost } : this.#unreachable(baton.problem)
  }

  /**
   * `run` may be sent again after a cut that came before the acknowledgement: the claim on the host is atomic, the
   * second one attaches.
   */
  async #turn(session: Session, baton: number | undefined): Promise<Turn> {
    const foreign = new AbortController()
    const streams = new StepStreams(this.#output.sink(), (word) => {
      if (word === 'attached' && this.#request.isNew === true && !this.#sent) foreign.abort()
      else this.#onHeader()
    })
    const sink = {
      stdout: (chunk: Buffer) => streams.stdout(chunk),
      stderr: (chunk: Buffer) => streams.stderr(chunk),
    }
    const { signal } = this.#request
    const stop = signal === undefined ? foreign.signal : AbortSignal.any([signal, foreign.signal])
    const end = await session.run(this.#line(baton), sink, stop)
    if (foreign.signal.aborted) return { ending: { kind: 'lost', problem: notOurs(this.#request) } }
    if (end.kind === 'not-started') return this.#sent ? { cut: end.problem } : { ending: end }
    this.#sent = true
    if (end.kind === 'aborted') return 'again'
    if (end.kind === 'lost') return { cut: end.problem }
    if (end.kind === 'signalled') return { cut: session.lost }
    if (end.code === exitCodes.abandoned) {
      const said = streams.word
      return { cut: said === '' ? session.lost : notFollowed(this.#request, said) }
    }
    const result = end.code === 0 ? streams.finish() : undefined
    if (result !== undefined) return { ending: stepEnding(this.#request, result) }
    // Not an answer of the supervisor: somebody removed it since it was checked.
    if (!this.#started && !this.#reinstalled && !exitCodes.own.includes(end.code)) {
      this.#reinstalled = true
      this.#host.forgetTools()
      return 'again'
    }
    return { ending: refusal(this.#request, end.code, streams.complaint, this.#started) }
  }

  #line(baton: number | undefined): string {
    const { attempt, argv } = this.#request
    const { stdout, stderr } = this.#output.bytes
    const token = baton === undefined ? '' : `--baton ${baton} `
    return this.#started
      ? `sh ${stepProgram} follow ${attempt} --from ${stdout} --from-err ${stderr}`
      : `sh ${stepProgram} run ${attempt} ${token}-- ${shellLine(argv)}`
  }

  #onHeader(): void {
    this.#cutAtMs = undefined
    this.#tries = 0
    if (!this.#started) this.#request.onStarted?.()
    this.#started = true
  }

  /** A link that broke while the tools were checked is mended like any other; all else is told at once. */
  #unreachable(found: Problem): Turn {
    if (this.#sent || found.code === 'connection-lost') return { cut: found }
    return { ending: { kind: 'not-started', problem: found } }
  }

  /** Waits for the next try: the first one at once, then with back-off. False: no more tries. */
  async #mayMend(cut: Problem): Promise<boolean> {
    this.#cutAtMs ??= performance.now()
    const waitMs = this.#tries === 0 ? 0 : backOffMs(this.#tries - 1)
    if (isHardStop(cut) || performance.now() - this.#cutAtMs + waitMs > this.#patienceMs)
      return false
    this.#tries += 1
    if (waitMs > 0) await this.#host.sleep(waitMs, this.#request.signal)
    return true
  }
}

type StepEnding = CommandOutcome['ending']

function stepEnding({ host, attempt }: StepRequest, end: StepEnd): StepEnding {
  if (end.kind !== 'vanished') return end
  return {
    kind: 'lost',
    problem: problem(
      'unknown-outcome',
      `${host} claimed attempt ${attempt}, but its process is gone without an exit code`,
      {
        where: { host },
        safe: 'the command is not running any more and will not be started again under this id',
        next: 'the host was restarted or the process killed: let the probe tell what was done',
      },
    ),
  }
}

/** The supervisor's own exit codes: resources/host-tools/README.md. */
function refusal(
  { host, attempt }: StepRequest,
  code: number,
  complaint: string,
  started: boolean,
): StepEnding {
  const where = { host }
  if (started && code === exitCodes.absent)
    return {
      kind: 'lost',
      problem: problem('unknown-outcome', `${host} no longer knows attempt ${attempt}`, {
        where,
        safe: 'it was started once and will not be started again under this id',
        next: 'the home was cleaned or the host set up anew: let the probe tell what was done',
      }),
    }
  const said = complaint === '' ? `exit code ${code}` : complaint
  if (!started && code === inOtherHands) return { kind: 'not-started', problem: held(host, said) }
  const refused = !started && exitCodes.notStarted.includes(code)
  const found = problem(
    refused ? (/disk full|no space/i.test(said) ? 'disk-full' : 'tools-missing') : 'bad-answer',
    `the step supervisor on ${host} did not do its work: ${said}`,
    {
      where,
      safe: refused
        ? 'the command was not started; the attempt id is free'
        : 'whether the command was started is not known',
      next: refused
        ? 'make room or give rights in the home of the login user, then retry'
        : 'log in with a plain ssh client and look at ~/.switchyard; something else may answer there (a login script that prints, a forced command)',
    },
  )
  return refused ? { kind: 'not-started', problem: found } : { kind: 'lost', problem: found }
}

const notOurs = ({ host, attempt }: StepRequest): Problem =>
  problem(
    'unknown-outcome',
    `${host} has attempt ${attempt} already, which this project file has not sent yet: another copy of it, or a later state of it, has gone on with this run`,
    {
      where: { host },
      safe: 'nothing was started by this file',
      next: 'go on with the file that was used last; what it did after this step is not known here',
    },
  )

const notFollowed = ({ host, attempt }: StepRequest, said: string): Problem =>
  problem('unknown-outcome', `${host} could not follow attempt ${attempt}: ${said}`, {
    where: { host },
    safe: 'the command may still be running on the host; it will not be started twice',
    next: 'look at its load, its processes and ~/.switchyard there, then ask for the status of the attempt',
  })

/** Ends the remote command; says `lost` when that could not be brought to the host, or the host could not do it. */
async function cancelStep(host: StepHost, request: StepRequest): Promise<StepEnding> {
  const ending = abortEnding(request.signal)
  const limit = AbortSignal.timeout(cancelPatienceMs)
  for (let tries = 0; !limit.aborted; tries += 1) {
    const session = await unlessAborted(host.ready(), limit)
    if (session?.ok === false && isHardStop(session.problem)) break
    if (session?.ok === true) {
      const answer = new OutputCollector({ maxBytes: 4096 })
      const end = await session.value.run(
        `sh ${stepProgram} cancel ${request.attempt}`,
        answer.sink(),
        limit,
      )
      const { stdout, stderr } = answer.outcome(ending)
      if (end.kind === 'exited')
        return parseStatus(Buffer.from(stdout).toString()) === undefined
          ? { kind: 'lost', problem: notCancelled(request, end.code, complaintOf(stderr)) }
          : ending
    }
    await host.sleep(backOffMs(tries), limit)
  }
  return {
    kind: 'lost',
    problem: problem(
      'connection-lost',
      `attempt ${request.attempt} should be stopped, but ${request.host} could not be told`,
      {
        where: { host: request.host },
        safe: 'the command may still be running on the host; it will not be started twice',
        next: `when the host can be reached again, ask for the status of the attempt, or run there: sh ${stepProgram} cancel ${request.attempt}`,
      },
    ),
  }
}

const notCancelled = ({ host, attempt }: StepRequest, code: number, complaint: string): Problem =>
  problem(
    'unknown-outcome',
    `attempt ${attempt} should be stopped, and ${host} did not do it: ${complaint === '' ? `exit code ${code}` : complaint}`,
    {
      where: { host },
      safe: 'the command may still be running on the host; it will not be started twice',
      next: `end it on ${host} as a user who may, or wait for its end; then ask for the status of the attempt`,
    },
  )
