import type { CommandCatalogue } from '../../shared/domain/command-catalogue.ts'
import { ProjectSpec } from '../../shared/domain/project.ts'
import type { EventKind, EventOf } from '../../shared/domain/journal.ts'
import { OperationName } from '../../shared/domain/operations.ts'
import { HostName, RunId } from '../../shared/domain/ids.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { CommandOutcome, Ending } from '../../shared/domain/outcome.ts'
import { Procedure } from '../../shared/domain/procedure.ts'
import { customerMember } from '../../shared/domain/run-scope.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import { createLanes } from '../../main/runner/lanes.ts'
import type {
  Checks,
  Clock,
  Downtime,
  Experience,
  Gates,
  OutputSink,
  SessionPool,
  StepStatus,
} from '../../main/runner/ports.ts'
import { createRunner } from '../../main/runner/runner.ts'
import type { StartOrder } from '../../main/runner/runner.ts'
import { Customer } from '../../shared/domain/project.ts'
import { memoryJournal } from './memory-journal.ts'
import type { MemoryJournal } from './memory-journal.ts'

/** A world in memory behind the runner's ports: hosts that claim attempts, and a journal (memory-journal.ts). */

export const spec = ProjectSpec.parse({
  name: 'Test',
  systems: {
    source: { release: 'MR85', api: { url: 'https://source.example/', login: 'a' } },
    target: { release: 'MR100', api: { url: 'https://target.example/', login: 'a' } },
  },
  dispatcher: { url: 'https://dsbc.example/', login: 'a' },
  environments: [
    {
      id: 'us',
      title: 'US',
      iEnv: 1,
      zone: 'UTC',
      offPeak: '01:00-05:00',
      currency: 'USD',
      billingPeriodDays: 30,
    },
  ],
  clusters: [{ id: 'us1', environment: 'us', voice: '127.0.0.1:5060' }],
  services: { api: '127.0.0.1:443' },
  facts: { xdrs: 0, externalGateways: false, xdrImport: false },
  hosts: [
    { name: 'src-db', system: 'source', roles: ['db'] },
    { name: 'tgt-db', system: 'target', roles: ['db'] },
    { name: 'dsbc1', system: 'dsbc', roles: ['dsbc'] },
    { name: 'dsbc2', system: 'dsbc', roles: ['dsbc'] },
  ],
})

export const commands: CommandCatalogue = Object.fromEntries(
  OperationName.options.map((name) => [name, { apply: [name, 'apply'], probe: [name, 'probe'] }]),
)

const customerStep = (
  id: string,
  operation: string,
  system: string,
  more: object = {},
): object => ({
  id,
  title: id,
  operation,
  on: { system, role: 'db' },
  args: { customer: '{customer.id}' },
  onFailure: 'stop-member',
  undo: {
    operation: 'customer-unlock',
    on: { system, role: 'db' },
    args: { customer: '{customer.id}' },
    verify: { operation: 'ids-verify', on: { system, role: 'db' }, expect: { collisions: 0 } },
  },
  ...more,
})

/** Three steps that change something on two hosts, for customers; `first` changes the first of them. */
export const threeSteps = (more: object = {}, first: object = {}): Procedure =>
  Procedure.parse({
    id: 'customer-transfer',
    version: 1,
    stage: 'transfer',
    title: 'Three steps',
    doc: 'for tests',
    scope: 'customer',
    expected: '1m',
    steps: [
      customerStep('lock', 'customer-lock', 'source', {
        customerState: { after: 'locked' },
        ...first,
      }),
      customerStep('move', 'customer-lock', 'target', {
        customerState: { during: 'transferring' },
      }),
      customerStep('unlock', 'customer-unlock', 'target', {
        customerState: { after: 'transferred' },
      }),
    ],
    concurrency: { width: 4, ramp: [1, 2, 4], perHost: 4 },
    stopWhen: { failures: 100, share: 1 },
    ...more,
  })

export const members = (count: number): Member[] =>
  Array.from({ length: count }, (_, i) =>
    customerMember(
      spec,
      Customer.parse({
        id: String(1001 + i),
        name: 'x',
        environment: 'us',
        kind: 'retail',
        accounts: 1,
        product: 'p',
        monthlyMinutes: 1,
        handWork: [],
      }),
    ),
  )

const answers: Readonly<Record<string, unknown>> = {
  'customer-lock': { customer: 'x', billingLock: 'C', ms: 1 },
  'customer-unlock': { customer: 'x', billingLock: 'N', ms: 1 },
  'ids-verify': { ranges: [], collisions: 0 },
}

export type Twist = (
  attempt: string,
  operation: string,
) => Ending | 'lost-after' | 'lost-before' | undefined

export type World = {
  exec: (...args: Parameters<SessionPool['exec']>) => Promise<CommandOutcome>
  step: (...args: Parameters<SessionPool['step']>) => Promise<CommandOutcome>
  stepStatus: (...args: Parameters<SessionPool['stepStatus']>) => Promise<StepStatus>
  /** Attempt ids in the order in which their commands began. */
  readonly begun: string[]
  readonly execs: string[]
  /** What goes wrong with an attempt; undefined: nothing. */
  twist: Twist
  /** Answer of every probe. */
  probe: 'absent' | 'done' | 'partial' | 'unknown'
  /** Other answer of a reading command, or how it ends; undefined: the usual one. */
  read: (operation: string, phase: string, host: string) => CommandOutcome | undefined
  /** Hosts that answer nothing at all. */
  readonly down: Set<string>
  /** Held commands end when released; none is held by default. */
  hold: ((attempt: string) => Promise<void>) | undefined
}

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))

const outcome = (ending: Ending, stdout: Uint8Array = new Uint8Array()): CommandOutcome => ({
  ending,
  stdout,
  stderr: bytes('it broke'),
  stdoutBytes: stdout.length,
  stderrBytes: 0,
  truncated: false,
  ms: 1,
})

const unreachable = (host: string): Problem =>
  problem('host-unreachable', `${host} does not answer`, { where: { host } })
const silent = (host: string): CommandOutcome =>
  outcome({ kind: 'not-started', problem: unreachable(host) })

/** An outcome of exit code 0 with this answer. */
export const answered = (value: unknown): CommandOutcome =>
  outcome({ kind: 'exited', code: 0 }, bytes(value))

export const ended = (ending: Ending): CommandOutcome => outcome(ending)

export function createWorld(): World {
  const claimed = new Map<string, Ending>()
  const lost = (host: string): CommandOutcome =>
    outcome({
      kind: 'lost',
      problem: problem('connection-lost', 'the link was cut', { where: { host } }),
    })
  const world: World = {
    begun: [],
    execs: [],
    twist: () => undefined,
    probe: 'absent',
    read: () => undefined,
    down: new Set(),
    hold: undefined,
    async exec(host, argv) {
      const [operation = '', phase = ''] = argv
      if (world.down.has(host)) return silent(host)
      world.execs.push(`${operation} ${phase}`)
      const other = world.read(operation, phase, host)
      if (other !== undefined) return other
      return phase === 'probe'
        ? outcome({ kind: 'exited', code: 0 }, bytes({ state: world.probe }))
        : outcome({ kind: 'exited', code: 0 }, bytes(answers[operation] ?? {}))
    },
    async step(host, attempt, argv, options) {
      if (world.down.has(host)) return silent(host)
      const [operation = ''] = argv
      const twist = world.twist(attempt, operation)
      if (twist === 'lost-before') {
        world.twist = () => undefined
        return lost(host)
      }
      if (!claimed.has(attempt)) {
        world.begun.push(attempt)
        claimed.set(attempt, typeof twist === 'object' ? twist : { kind: 'exited', code: 0 })
        options?.onStarted?.()
      }
      await world.hold?.(attempt)
      if (twist === 'lost-after') return lost(host)
      const ending = claimed.get(attempt) ?? { kind: 'exited', code: 0 }
      return outcome(ending, bytes(answers[operation] ?? {}))
    },
    async stepStatus(host, attempt): Promise<StepStatus> {
      if (world.down.has(host)) throw new ProblemError(unreachable(host))
      const ending = claimed.get(attempt)
      if (ending === undefined) return { kind: 'absent' }
      return ending.kind === 'exited' ? { kind: 'exited', code: ending.code } : { kind: 'vanished' }
    },
  }
  return world
}

/** The one run of a bench. */
export const runId = RunId.parse('r0001-test')

const noChecks: Checks = { answer: async () => ({ answer: 'pass', sentence: 'ok' }) }

const result = { measuredMs: 1000, resolutionMs: 1, samples: 3, unknownSamples: 0 }
const window = {
  used: () => 0,
  isDown: () => false,
  seen: () => [],
  close: async () => result,
  withdraw: async () => undefined,
}
const noDowntime: Downtime = { open: async () => window, reopen: async () => window }

export type Bench = {
  readonly runner: ReturnType<typeof createRunner>
  readonly journal: MemoryJournal
  readonly world: World
  readonly clock: Clock
  start(order?: Partial<StartOrder>): ReturnType<ReturnType<typeof createRunner>['start']>
  /** Kinds of the events, in order. */
  kinds(): string[]
  events<K extends EventKind>(kind: K): EventOf<K>[]
  /** Takes the run up again in a new runner on the same journal and hosts. */
  resume(): ReturnType<ReturnType<typeof createRunner>['resume']>
  undo(only?: readonly string[]): ReturnType<ReturnType<typeof createRunner>['undo']>
  /** States of the customers by the journal. */
  states(): Map<string, CustomerState>
}

export function runnerBench(
  clock: Clock,
  parts: {
    world?: World
    journal?: MemoryJournal
    checks?: Checks
    downtime?: Downtime
    gates?: Gates
    experience?: Experience
    output?: OutputSink
    customers?: () => Promise<ReadonlyMap<string, CustomerState>>
  } = {},
): Bench {
  const journal = parts.journal ?? memoryJournal(clock)
  const world = parts.world ?? createWorld()
  const runner = createRunner({
    pool: world,
    clock,
    journal: journal.process(),
    checks: parts.checks ?? noChecks,
    downtime: parts.downtime ?? noDowntime,
    lanes: createLanes(),
    ...(parts.gates === undefined ? {} : { gates: parts.gates }),
    ...(parts.experience === undefined ? {} : { experience: parts.experience }),
    ...(parts.output === undefined ? {} : { output: parts.output }),
    ...(parts.customers === undefined ? {} : { customers: parts.customers }),
    newRunId: async () => 'r0001-test',
  })
  const allStates = (): Map<string, CustomerState> => {
    const states = new Map<string, CustomerState>()
    for (const { event } of journal.stored) {
      if (event.kind === 'run.created')
        for (const member of event.members) states.set(member, 'planned')
      if (event.kind === 'customer.state') states.set(event.customer, event.to)
    }
    return states
  }
  return {
    runner,
    journal,
    world,
    clock,
    start: (order = {}) =>
      runner.start(
        {
          procedure: threeSteps(),
          members: members(1),
          by: 'tester',
          approvals: [],
          customers: new Map((order.members ?? members(1)).map((m) => [m.id, 'planned'])),
          ...order,
        },
        spec,
        commands,
      ),
    kinds: () => journal.stored.map(({ event }) => event.kind),
    events: <K extends EventKind>(kind: K) =>
      journal.stored.flatMap(
        ({ event }) => (event.kind === kind ? [event as EventOf<K>] : []), // the kind says which
      ),
    async resume() {
      const again = runnerBench(clock, { ...parts, journal, world })
      return again.runner.resume(runId, allStates(), 'tester')
    },
    undo: (only) => runner.undo(runId, allStates(), 'tester', only),
    states() {
      const states = new Map<string, CustomerState>()
      for (const { event } of journal.stored)
        if (event.kind === 'customer.state') states.set(event.customer, event.to)
      return states
    },
  }
}

export const host = (name: string): HostName => HostName.parse(name)

/** Lets everything that is ready run, until the condition holds; a condition that never holds fails with its name. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let turns = 0; turns < 5000; turns++) {
    if (holds()) return
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  throw new Error(`never happened: ${what}`)
}

/** The same while time goes by, a second a turn: for what waits by the clock before it happens. */
export const inTime = (
  clock: { advance(ms: number): void },
  what: string,
  holds: () => boolean,
): Promise<void> =>
  until(what, () => {
    if (holds()) return true
    clock.advance(1000)
    return false
  })

/** One step that only reads. */
export const oneLook = (step: object = {}): Procedure =>
  threeSteps({
    steps: [
      {
        id: 'look',
        title: 'look',
        operation: 'ids-verify',
        on: { system: 'source', role: 'db' },
        ...step,
      },
    ],
  })

/** The three steps for the project as a whole. */
export const platformSteps = (): Procedure =>
  threeSteps({
    scope: 'project',
    steps: [
      ['lock', 'source'],
      ['move', 'target'],
    ].map(([id = '', system = '']) => {
      const step = customerStep(id, 'customer-lock', system, { onFailure: 'stop-run' })
      return { ...step, args: { customer: 'x' } }
    }),
  })
