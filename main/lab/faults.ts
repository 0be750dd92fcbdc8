import { z } from 'zod'

/** Faults on demand. A fault with matching fields waits for a command that fits all of them; the others act at once. */

const match = {
  /** Name of the host; default any. */
  host: z.string().optional(),
  /** Name of the operation; default any command. */
  operation: z.string().optional(),
  phase: z.enum(['apply', 'probe']).default('apply'),
  customer: z.string().optional(),
  /** The whole attempt id, or its beginning followed by `*`. */
  attempt: z.string().optional(),
  /** How many commands it strikes; then it is used up. Default 1. */
  times: z.number().int().positive().default(1),
  /** How many fitting commands pass before the first strike. Default 0. */
  skip: z.number().int().nonnegative().default(0),
}

const side = z.enum(['source', 'target'])

export const Fault = z.discriminatedUnion('kind', [
  /** The connection that carries the command is cut: before it starts, in the middle, or after it ended but before its status is told. */
  z.strictObject({
    kind: z.literal('drop-link'),
    when: z.enum(['before', 'during', 'after']),
    ...match,
  }),
  /** The command never ends until it is cancelled. Its effect has not happened. */
  z.strictObject({ kind: z.literal('hang'), ...match }),
  /** Ends with this code; `effect` says whether the work was done all the same. */
  z.strictObject({
    kind: z.literal('wrong-exit'),
    code: z.number().int().min(1).max(255).default(1),
    effect: z.boolean().default(false),
    ...match,
  }),
  z.strictObject({ kind: z.literal('slow'), factor: z.number().positive(), ...match }),
  /** The effect happens, the answer is not what the schema wants. */
  z.strictObject({
    kind: z.literal('bad-answer'),
    shape: z.enum(['not-json', 'wrong-schema', 'empty']).default('not-json'),
    ...match,
  }),
  /** The answer is preceded by this many bytes of text. */
  z.strictObject({
    kind: z.literal('huge-output'),
    bytes: z
      .number()
      .int()
      .positive()
      .default(100 * 2 ** 20),
    ...match,
  }),
  /** Bytes that are not UTF-8 instead of the answer. */
  z.strictObject({ kind: z.literal('binary-output'), ...match }),
  /** Claims and spools cannot be written on the host, until cleared. */
  z.strictObject({ kind: z.literal('disk-full'), host: z.string() }),
  /** The host does not accept connections, until cleared; those that are open are cut. */
  z.strictObject({ kind: z.literal('refuse'), host: z.string() }),
  /** The host presents another key to new connections, until cleared; those that are open are cut. */
  z.strictObject({ kind: z.literal('changed-host-key'), host: z.string() }),
  /** All connections to the host are cut now. */
  z.strictObject({ kind: z.literal('cut-links'), host: z.string() }),
  /** The host restarts: connections are cut, running commands are gone without an exit code. */
  z.strictObject({ kind: z.literal('reboot'), host: z.string() }),
  /** The next import of the customer finds a record in the way, unless it uses the existing one. */
  z.strictObject({ kind: z.literal('import-conflict'), customer: z.string() }),
  /** Somebody else changes the dispatcher's table, locks a customer or changes the catalog, now. */
  z.strictObject({
    kind: z.literal('second-operator'),
    action: z.enum(['dispatch', 'lock', 'catalog']),
    customer: z.string().optional(),
    side: side.default('source'),
    to: side.default('source'),
    entity: z.string().optional(),
  }),
  /** Answers of an API endpoint become HTTP 500 with this fault code; `times` answers. */
  z.strictObject({
    kind: z.literal('api-fault'),
    endpoint: z.enum(['source', 'target', 'dispatcher', 'service']),
    method: z.string().optional(),
    faultcode: z.string().default('Server.Internal'),
    times: z.number().int().positive().default(1),
  }),
  /** A log file is rotated now. */
  z.strictObject({
    kind: z.literal('log-rotate'),
    host: z.string(),
    file: z.string(),
    how: z.enum(['rename', 'copytruncate']),
  }),
  /** For an analysis to find: somebody reads the database directly. */
  z.strictObject({
    kind: z.literal('database-reader'),
    /** Default: the first database host of the source. */
    host: z.string().optional(),
    address: z.string().default('203.0.113.77'),
    login: z.string().default('report_ro'),
    database: z.string().default('porta-billing'),
  }),
  /** A file of the platform was changed on this host. */
  z.strictObject({
    kind: z.literal('modified-file'),
    host: z.string(),
    path: z.string().default('/home/porta-billing/lib/Porta/Rating/Rounding.pm'),
  }),
  /** The clock of this host is so much ahead (negative: behind), and follows nobody. */
  z.strictObject({
    kind: z.literal('wrong-clock'),
    host: z.string(),
    ms: z.number().int().default(90_000),
  }),
  /** This host does so many pieces of a load test in a minute, and no more. */
  z.strictObject({
    kind: z.literal('weak-host'),
    host: z.string(),
    perMinute: z.number().positive().default(0.1),
  }),
  /** An application that nobody has registered calls the API of the source. */
  z.strictObject({
    kind: z.literal('unknown-client'),
    address: z.string().default('203.0.113.88'),
    method: z
      .string()
      .regex(/^\w+\/\w+$/)
      .default('Account/update_account'),
    hits: z.number().int().positive().max(1000).default(40),
  }),
])
export type Fault = z.infer<typeof Fault>
export type FaultInput = z.input<typeof Fault>
export type FaultKind = Fault['kind']

/** One strike of a fault. */
export type FiredFault = {
  readonly kind: FaultKind
  readonly at: number
  readonly detail: string
}

export type Moment = {
  readonly host: string
  readonly operation: string | undefined
  readonly phase: 'apply' | 'probe'
  readonly customer: string | undefined
  readonly attempt: string | undefined
}

export type CommandFault = Extract<Fault, { phase: unknown }>
type Waiting = { readonly fault: CommandFault; times: number; skip: number }

export type FaultBook = {
  add(fault: Fault): void
  clear(): void
  /** Faults that strike this command, used up by one. */
  strike(moment: Moment): readonly CommandFault[]
  /** True while a lasting fault of this kind is in force on the host. */
  lasting(kind: 'disk-full' | 'refuse' | 'changed-host-key', host: string): boolean
  strikeApi(endpoint: string, method: string): string | undefined
  fired(): readonly FiredFault[]
  record(kind: FaultKind, detail: string): void
}

export function createFaultBook(now: () => number): FaultBook {
  let waiting: Waiting[] = []
  let lasting: Extract<Fault, { kind: 'disk-full' | 'refuse' | 'changed-host-key' }>[] = []
  let api: { readonly fault: Extract<Fault, { kind: 'api-fault' }>; times: number }[] = []
  const fired: FiredFault[] = []
  const record = (kind: FaultKind, detail: string): void => {
    fired.push({ kind, at: Math.round(now()), detail })
  }
  return {
    add(fault) {
      if ('phase' in fault) waiting.push({ fault, times: fault.times, skip: fault.skip })
      else if (fault.kind === 'api-fault') api.push({ fault, times: fault.times })
      else if (
        fault.kind === 'disk-full' ||
        fault.kind === 'refuse' ||
        fault.kind === 'changed-host-key'
      )
        lasting.push(fault)
    },
    clear() {
      waiting = []
      lasting = []
      api = []
    },
    strike(moment) {
      if (waiting.length === 0) return []
      const struck: CommandFault[] = []
      for (const w of waiting) {
        if (!fits(w.fault, moment)) continue
        if (w.skip > 0) {
          w.skip--
          continue
        }
        w.times--
        struck.push(w.fault)
        const when = w.fault.kind === 'drop-link' ? ` ${w.fault.when}` : ''
        record(
          w.fault.kind,
          [`${moment.host}${when}`, moment.operation, moment.customer, moment.attempt]
            .filter((t) => t !== undefined)
            .join(' '),
        )
      }
      waiting = waiting.filter((w) => w.times > 0)
      return struck
    },
    lasting: (kind, host) => lasting.some((f) => f.kind === kind && f.host === host),
    strikeApi(endpoint, method) {
      const hit = api.find(
        (a) => a.fault.endpoint === endpoint && (a.fault.method ?? method) === method,
      )
      if (hit === undefined) return undefined
      hit.times--
      api = api.filter((a) => a.times > 0)
      record('api-fault', `${endpoint} ${method}`)
      return hit.fault.faultcode
    },
    fired: () => fired,
    record,
  }
}

function fits(fault: CommandFault, moment: Moment): boolean {
  const same = (wanted: string | undefined, is: string | undefined): boolean =>
    wanted === undefined || wanted === is
  const attempt = fault.attempt
  return (
    fault.phase === moment.phase &&
    same(fault.host, moment.host) &&
    same(fault.operation, moment.operation) &&
    same(fault.customer, moment.customer) &&
    (attempt?.endsWith('*') === true
      ? (moment.attempt ?? '').startsWith(attempt.slice(0, -1))
      : same(attempt, moment.attempt))
  )
}
