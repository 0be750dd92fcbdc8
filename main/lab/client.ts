import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { z } from 'zod'
import { fail } from '../../shared/domain/problems.ts'
import { Instant } from '../../shared/domain/time.ts'
import type { FaultInput } from './faults.ts'
import { labFileNames } from './files.ts'
import { createFollowingClock } from './lab-clock.ts'
import type { LabClock } from './lab-clock.ts'
import type { AnalysisTruth } from './world/analysis-truth.ts'
import type { CustomerTruth, Truth } from './world/truth.ts'

/** Control of a lab that runs in this or another process. */
export type LabClient = {
  readonly dir: string
  readonly pid: number
  /** The lab's time as the `Clock` port of the product. */
  readonly clock: LabClock<Instant>
  truth(): Promise<Truth>
  customerTruth(): Promise<readonly CustomerTruth[]>
  analysisTruth(): Promise<AnalysisTruth>
  /** Every attempt id that a host of the lab has ever claimed. */
  attempts(): Promise<readonly string[]>
  inject(fault: FaultInput): Promise<void>
  clearFaults(): Promise<void>
  /** Moves the lab's clock forward, and this client's with it; sleepers that are due by then wake. */
  advanceTo(at: number): Promise<void>
  /** Ends the lab. Resolves when its control no longer answers. */
  stop(): Promise<void>
}

const LabFile = z.object({
  control: z.url(),
  token: z.string().min(1),
  rate: z.number().positive(),
  pid: z.number().int().positive(),
})
const ClockAnswer = z.object({ now: z.number(), rate: z.number(), moves: z.number() })

/** Finds the lab by the files it wrote into `dir`. Throws ProblemError when there is none or it does not answer. */
export async function connectLab(dir: string): Promise<LabClient> {
  const file = join(dir, labFileNames.lab)
  const text = await readFile(file, 'utf8').catch(() =>
    fail('not-found', 'no lab was started in this folder', {
      where: { file },
      next: 'start it with: switchyard lab start',
    }),
  )
  const { control, token, rate, pid } = LabFile.parse(JSON.parse(text))
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${control}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) =>
      fail('not-found', `the lab of this folder does not answer (process ${pid})`, {
        where: { file },
        next: `it may have ended: start it again (${cause instanceof Error ? cause.message : String(cause)})`,
      }),
    )
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`lab control ${path}: ${JSON.stringify(answer)}`)
    return answer
  }
  await call('GET', '/clock') // opens the connection: the next trip is a short one
  const askedMs = performance.now()
  const first = ClockAnswer.parse(await call('GET', '/clock'))
  // What the lab said was true in the middle of the trip. Without this its hosts' clocks would look fast, by the trip times the rate.
  const sinceMs = (performance.now() - askedMs) / 2
  const following = createFollowingClock(first.now + sinceMs * rate, rate)
  const { clock } = following
  followJumps({ control, token, since: first.moves, onJump: (now) => following.follow(now) })
  return {
    dir,
    pid,
    clock: { ...clock, now: () => Instant.parse(clock.now()) },
    // The lab's own types: both sides of this wire are one program.
    truth: async () => (await call('GET', '/truth')) as Truth,
    customerTruth: async () => (await call('GET', '/customers')) as readonly CustomerTruth[],
    analysisTruth: async () => (await call('GET', '/analysis')) as AnalysisTruth,
    attempts: async () => (await call('GET', '/attempts')) as readonly string[],
    async inject(fault) {
      await call('POST', '/inject', fault)
    },
    async clearFaults() {
      await call('POST', '/clear-faults', {})
    },
    async advanceTo(at) {
      following.follow(ClockAnswer.parse(await call('POST', '/advance', { to: at })).now)
    },
    async stop() {
      await call('POST', '/stop', {})
      for (let gone = false; !gone; await new Promise((resolve) => setTimeout(resolve, 20)))
        gone = await fetch(`${control}/clock`).then(
          () => false,
          () => true,
        )
    },
  }
}

type ClockAnswer = z.infer<typeof ClockAnswer>

type Watch = {
  readonly control: string
  readonly token: string
  readonly since: number
  readonly onJump: (now: number) => void
}

/** Hears of every jump that any process makes, until the lab ends. Keeps no process alive. */
function followJumps(watch: Watch): void {
  const asked = request(`${watch.control}/moved`, {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${watch.token}` },
  })
  asked.on('response', (response) => {
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      text += chunk
    })
    response.on('end', () => {
      if (response.statusCode !== 200) return
      const answer: ClockAnswer = ClockAnswer.parse(JSON.parse(text))
      watch.onJump(answer.now)
      followJumps({ ...watch, since: answer.moves })
    })
    response.on('error', () => undefined)
  })
  asked.on('socket', (socket) => socket.unref())
  // The lab has ended; the next call of its client says so.
  asked.on('error', () => undefined)
  asked.end(JSON.stringify({ since: watch.since }))
}
