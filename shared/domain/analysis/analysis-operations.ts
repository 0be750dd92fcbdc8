import { z } from 'zod'
import { anyRole, count, db, dsbc, ms, text } from '../operation-parts.ts'

/** Operations by which the analysis looks at the systems, and tries the target; `operations.ts` joins them with the others. */
export const analysisOperations = {
  survey: {
    on: anyRole,
    effect: 'reads',
    args: z.strictObject({}),
    answer: z.looseObject({
      hostname: text,
      os: text,
      release: text.optional(),
      cpus: count,
      memoryMiB: count,
      diskFreeMiB: count,
      /** The host's clock, epoch ms, for the skew. */
      clockMs: count,
      /** Programs that listen; absent: the host could not tell. */
      services: z.array(text).optional(),
      kernel: text.optional(),
      /** Maker and model of the machine. */
      model: text.optional(),
      /** Kind of virtualisation, `none` on bare hardware. */
      virtual: text.optional(),
      mounts: z.array(z.looseObject({ mount: text, sizeMiB: count, freeMiB: count })).optional(),
      /** `eth0 192.0.2.4/24`, one each. */
      addresses: z.array(text).optional(),
      /** Default gateway at run time, and the one that a restart would set. */
      gateway: z.looseObject({ running: text.optional(), configured: text.optional() }).optional(),
      /** False: the host itself says that its clock follows nobody. */
      clockSynchronised: z.boolean().optional(),
      mysql: text.optional(),
      /** Settings that differ from the default. */
      settings: z.array(z.looseObject({ name: text, value: z.string() })).optional(),
      /** Auxiliary services that run here, e.g. `xdr-import`. */
      auxiliary: z.array(text).optional(),
      /** What the host has to reach, e.g. `log-server`, and whether it does. */
      reaches: z.array(z.looseObject({ name: text, ok: z.boolean() })).optional(),
      /** Of a SIP host: what its cluster carries. */
      voice: z
        .looseObject({
          /** Call attempts in the busiest second. */
          callsPeak: z.number().nonnegative().optional(),
          callsDay: count.optional(),
          phones: count.optional(),
          registrationMs: ms.optional(),
        })
        .optional(),
    }),
  },
  'billing-survey': {
    on: db,
    effect: 'reads',
    args: z.strictObject({
      /** `estimate` asks the table's statistics, `exact` reads a whole table of perhaps hundreds of millions of rows. */
      xdrs: z.enum(['estimate', 'exact']),
    }),
    answer: z.looseObject({
      environments: z.array(
        z.looseObject({
          environment: text,
          customers: count,
          accounts: count,
          resellers: count,
          products: count,
          /** Only when they were counted: statistics know the whole table, not its environments. */
          xdrs: count.optional(),
          emptyCustomers: count.optional(),
          officeGroups: count.optional(),
          officeCustomers: count.optional(),
          /** By service: `mail`, `ivr`, `callback` … */
          services: z
            .record(
              z.string(),
              z.looseObject({ customers: count.optional(), accounts: count.optional() }),
            )
            .optional(),
          /** Accounts with a phone that is registered now. */
          phones: count.optional(),
          /** Reckoned from the youngest xDRs: how many a day, and the most that began within one second. */
          xdrsPerDay: count.optional(),
          xdrsPeak: count.optional(),
          /** System on which online sign-up makes customers. */
          signup: text.optional(),
        }),
      ),
      /** Of all environments. */
      xdrs: count.optional(),
      xdrsExact: z.boolean().optional(),
      vendors: count.optional(),
      dids: count.optional(),
      didsUsed: count.optional(),
    }),
  },
  modifications: {
    on: anyRole,
    effect: 'reads',
    args: z.strictObject({}),
    answer: z.looseObject({
      items: z.array(
        z.looseObject({
          kind: z.enum(['file', 'package', 'override', 'os', 'web-config']),
          name: text,
          /** Flags of `rpm -V`, the package of the file. */
          detail: text.optional(),
        }),
      ),
    }),
  },
  'connections-seen': {
    on: anyRole,
    effect: 'reads',
    args: z.strictObject({}),
    answer: z.looseObject({
      connections: z.array(
        z.looseObject({
          address: text,
          port: count,
          service: text,
          perHour: z.number(),
          /** Of a direct database session. */
          login: text.optional(),
          database: text.optional(),
          /** The system whose host it is, where the site knows. */
          system: text.optional(),
        }),
      ),
    }),
  },
  /** Who called the web API with which methods, counted on the host in the access log and the last rotated one (domain.md 9.6). */
  'api-clients': {
    on: anyRole,
    effect: 'reads',
    args: z.strictObject({}),
    answer: z.looseObject({
      files: z.array(text),
      lines: count,
      /** Lines that are no line of an access log. */
      foreign: count,
      /** Requests of pairs past the limit of 5,000. */
      dropped: count,
      /** Files that could not be read, with the reason. */
      unread: z.array(z.looseObject({ file: text, why: text })),
      clients: z.array(
        z.looseObject({
          address: text,
          method: text,
          hits: z.number().int().positive(),
          firstMs: count,
          lastMs: count,
        }),
      ),
    }),
  },
  /** Tables of every database that the login sees, with their columns: what scripts of the operator are checked against. */
  schema: {
    on: db,
    effect: 'reads',
    args: z.strictObject({}),
    answer: z.looseObject({
      /** The platform's own. */
      database: text,
      /** Whether upper and lower case tell tables apart. */
      caseSensitive: z.boolean(),
      tables: z.array(z.looseObject({ database: text, name: text, columns: z.array(text) })),
    }),
  },
  /**
   * Work of our own on a target before it carries anybody: pieces a second at most, side by side. It writes in tables of its own and
   * clears them; a repetition measures again.
   */
  'load-test': {
    on: [{ system: 'target', role: 'db' }, ...dsbc],
    effect: 'reversible',
    args: z.strictObject({
      /** `customers`: one is written, read back and removed, in the database. `dispatch`: the dispatch table is read. */
      work: z.enum(['customers', 'dispatch']),
      /** Pieces a second, over all workers. */
      rate: z.number().int().min(1).max(200),
      seconds: z.number().int().min(1).max(120),
      /** Workers side by side. */
      width: z.number().int().min(1).max(16),
    }),
    answer: z.looseObject({
      work: z.enum(['customers', 'dispatch']),
      /** What one piece is, in words. */
      piece: text,
      asked: count,
      width: count,
      /** Measured, the last pieces included. */
      seconds: z.number().nonnegative(),
      done: count,
      failed: count,
      perSecond: z.number().nonnegative(),
      /** Absent where nothing was done. */
      p50Ms: ms.optional(),
      p95Ms: ms.optional(),
      /** Sequential writing, until it is on the disk. */
      diskMiBPerSecond: z.number().nonnegative().optional(),
      /** Of all processors, while it ran. */
      cpuPercent: z.number().min(0).max(100).optional(),
    }),
  },
} as const
