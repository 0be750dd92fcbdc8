import { z } from 'zod'
import { analysisOperations } from './analysis/analysis-operations.ts'
import { CatalogAnswer } from './analysis/catalog-answer.ts'
import { anyRole, count, db, dsbc, ms, text } from './operation-parts.ts'
import type { HostRole, SystemName } from './project.ts'

/**
 * Operations are the only things procedures do on hosts (design.md section 7). Each has typed arguments and answers one
 * JSON document on stdout, checked here. A probe of the same operation reads and answers `ProbeAnswer`.
 *
 * Command line of an operation, as the default catalogue renders it:
 *   `~/.switchyard/operations/<operation> <apply|probe> --<arg> <value> …` (arguments in the table's order, kebab-case).
 */

export const Effect = z.enum(['reads', 'reversible', 'irreversible'])
export type Effect = z.infer<typeof Effect>

export const ProbeAnswer = z.looseObject({
  state: z.enum(['absent', 'done', 'partial', 'unknown']),
  /** One sentence for the operator: what the host says. */
  detail: z.string().optional(),
  /** Predicted disruption of an apply, where the host can tell. */
  predictedMs: z.number().nonnegative().optional(),
})
export type ProbeAnswer = z.infer<typeof ProbeAnswer>

/** Money and sums as decimal text: binary fractions must not decide whether two systems agree. */
const money = z.string().regex(/^-?\d+(\.\d+)?$/)
const xdrScope = z.enum(['none', 'current', 'older', 'all'])

/** What both systems say of one customer; compared field by field after a transfer (domain.md 4.2, rows 3-5). */
export const CustomerFacts = z.looseObject({
  customer: text,
  accounts: count,
  dids: count,
  balance: money,
  creditLimit: money,
  billStatus: z.enum(['O', 'S', 'C', 'E', 'D', 'absent']),
  billingLock: z.string(),
  xdrCount: count,
  xdrSum: money,
})
export type CustomerFacts = z.infer<typeof CustomerFacts>

type OperationDef = {
  readonly on: readonly { readonly system: SystemName; readonly role: HostRole }[]
  readonly effect: Effect
  readonly args: z.ZodObject
  readonly answer: z.ZodObject
}

export const operations = {
  ...analysisOperations,
  'ids-split': {
    on: db,
    effect: 'reversible',
    args: z.strictObject({
      increment: z.number().int().positive(),
      offset: z.number().int().positive(),
    }),
    answer: z.looseObject({ old: text, new: text, gapMs: ms }),
  },
  'ids-verify': {
    on: db,
    effect: 'reads',
    args: z.strictObject({}),
    answer: z.looseObject({ ranges: z.array(text), collisions: count }),
  },
  'db-copy': {
    on: [{ system: 'source', role: 'db' }],
    effect: 'reversible',
    args: z.strictObject({ to: text }),
    answer: z.looseObject({ bytes: count, rows: count, rowsPerSecond: z.number().nonnegative() }),
  },
  'db-drop-copy': {
    on: [{ system: 'target', role: 'db' }],
    effect: 'reversible',
    args: z.strictObject({}),
    answer: z.looseObject({ rows: count }),
  },
  'db-verify': {
    on: db,
    effect: 'reads',
    args: z.strictObject({}),
    answer: z.looseObject({ rows: count, checksum: text }),
  },
  'catalog-fingerprint': {
    on: db,
    effect: 'reads',
    args: z.strictObject({}),
    answer: CatalogAnswer,
  },
  'address-release': {
    on: [...anyRole],
    effect: 'reversible',
    args: z.strictObject({ address: text, service: text }),
    answer: z.looseObject({ holder: text, ms }),
  },
  'address-claim': {
    on: [...anyRole],
    effect: 'reversible',
    args: z.strictObject({ address: text, service: text }),
    answer: z.looseObject({ holder: text, ms }),
  },
  'address-holder': {
    on: [...anyRole],
    effect: 'reads',
    args: z.strictObject({ address: text }),
    answer: z.looseObject({ address: text, holder: z.enum(['source', 'target', 'dsbc', 'none']) }),
  },
  'dispatch-set': {
    on: dsbc,
    effect: 'reversible',
    args: z.strictObject({
      /** A customer id, or `default`. */
      entry: text,
      to: z.enum(['source', 'target']),
    }),
    answer: z.looseObject({ entry: text, to: text, generation: count }),
  },
  'dispatch-list': {
    on: dsbc,
    effect: 'reads',
    args: z.strictObject({
      /** A customer id, or `default`: the answer has these two of a table that may be long. */
      entry: text,
    }),
    answer: z.looseObject({ entries: z.record(z.string(), text), generation: count }),
  },
  'customer-lock': {
    on: db,
    effect: 'reversible',
    args: z.strictObject({ customer: text }),
    answer: z.looseObject({ customer: text, billingLock: text, ms }),
  },
  'customer-unlock': {
    on: db,
    effect: 'reversible',
    args: z.strictObject({ customer: text }),
    answer: z.looseObject({ customer: text, billingLock: text, ms }),
  },
  'customer-export': {
    on: db,
    effect: 'reversible',
    args: z.strictObject({ customer: text, xdrs: xdrScope }),
    answer: z.looseObject({ facts: CustomerFacts, ms }),
  },
  'customer-import': {
    on: db,
    effect: 'reversible',
    args: z.strictObject({
      customer: text,
      xdrs: xdrScope,
      conflicts: z.enum(['refuse', 'use-existing']),
    }),
    answer: z.looseObject({ facts: CustomerFacts, ms, conflicts: count }),
  },
  /** Makes the record of the system it runs on live again and that of the other system exported; data made meanwhile comes along. */
  'customer-return': {
    on: db,
    effect: 'reversible',
    args: z.strictObject({ customer: text }),
    answer: z.looseObject({ facts: CustomerFacts, ms }),
  },
  'customer-verify': {
    on: db,
    effect: 'reads',
    args: z.strictObject({ customer: text }),
    answer: z.looseObject({ facts: CustomerFacts }),
  },
  'xdr-sync': {
    on: [{ system: 'target', role: 'db' }],
    effect: 'irreversible',
    args: z.strictObject({ environment: text }),
    answer: z.looseObject({ vendors: count, days: count, xdrs: count, residual: count }),
  },
  'xdr-reconcile': {
    on: db,
    effect: 'reads',
    args: z.strictObject({ environment: text }),
    answer: z.looseObject({
      environment: text,
      residual: count,
      vendors: z.array(z.looseObject({ vendor: text, xdrs: count, sum: money })),
    }),
  },
  'mode-set': {
    on: [{ system: 'target', role: 'db' }],
    effect: 'irreversible',
    args: z.strictObject({ mode: z.enum(['dual', 'normal']) }),
    answer: z.looseObject({ mode: text }),
  },
  'log-list': {
    on: anyRole,
    effect: 'reads',
    args: z.strictObject({}),
    answer: z.looseObject({
      files: z.array(
        z.looseObject({ file: text, device: text, inode: text, size: count, mtimeMs: count }),
      ),
      /** What could not be looked at, with why: folders that may not be entered, names that cannot be asked for. */
      unseen: z.array(z.string()).optional(),
    }),
  },
  'log-read': {
    on: anyRole,
    effect: 'reads',
    args: z.strictObject({
      /** A file that log-list named; of a journal its units with commas between them, or `all`. */
      file: text,
      /** Bytes before the first that is wanted; of a journal 0. */
      offset: count,
      limit: z.number().int().positive(),
      /** `file` (default): as it lies on the disk. `text`: unpacked by the host, offsets count its text. `journal`: JSON, an entry a line. */
      source: z.enum(['file', 'text', 'journal']).optional(),
      /** `best`: packed with zstd -1 or gzip -1 where the host has it and it is worth it; `plain`: as it is. */
      packing: z.enum(['best', 'plain']).optional(),
      /** Of a journal: read after this cursor, from its beginning when empty, from second S of the epoch on for `@S`. */
      cursor: z.string().optional(),
    }),
    /** Exit codes: 66 there is no such file (any more), 69 the host has no program to unpack it with, 77 the login user may not read it. */
    answer: z.looseObject({
      file: text,
      device: text,
      inode: text,
      size: count,
      offset: count,
      /** Count of bytes before compression; 0 at the end of the file. */
      length: count,
      /** The bytes, packed as the next field says, then base64: the link is the scarce thing (domain.md 6). */
      data: z.string(),
      /** Default gzip. */
      packing: z.enum(['gzip', 'zstd', 'plain']).optional(),
      /** Of a journal: false when the entry of the cursor is gone, and with it perhaps others after it. */
      cursorFound: z.boolean().optional(),
      /** Of a journal: one entry that was longer than the limit, without its long fields. */
      cut: z.boolean().optional(),
      /** Of a packed file: its text ends here because the rest cannot be unpacked. */
      damaged: z.boolean().optional(),
    }),
  },
} as const satisfies Record<string, OperationDef>

export type OperationName = keyof typeof operations
export type OperationAnswer<N extends OperationName> = z.infer<(typeof operations)[N]['answer']>

export const OperationName = z.enum(
  Object.keys(operations) as [OperationName, ...OperationName[]], // keys of a non-empty literal
)

/** The definition with its types widened, for code that handles any operation. */
export const operationDef = (name: OperationName): OperationDef => operations[name]
