import { z } from 'zod'
import { ProcedureId, StepId } from './ids.ts'
import { OperationName } from './operations.ts'
import { HostRole, SystemName } from './project.ts'
import { CustomerState, Stage } from './states.ts'
import { Duration } from './time.ts'

/**
 * A procedure as YAML (design.md section 8). Data, never code: it names operations, hosts by role, and checks that the
 * program knows. Text in braces, as `{customer.id}`, is filled in from the scope of the member; see procedure-scope.ts.
 */

export const Scope = z.enum(['project', 'environment', 'sip-cluster', 'customer'])
export type Scope = z.infer<typeof Scope>

/** Which hosts: those of that system and role, narrowed to the member's cluster when `cluster` is true. */
export const HostSelector = z.strictObject({
  system: z.union([SystemName, z.literal('any')]),
  role: z.union([HostRole, z.literal('any')]),
  /** `one` takes the first by name, `all` runs the step on each of them, in order. */
  take: z.enum(['one', 'all']).default('one'),
  cluster: z.boolean().default(false),
})
export type HostSelector = z.infer<typeof HostSelector>

const Args = z.record(z.string(), z.union([z.string(), z.number()]))

/** Fields of the answer that must have these values (after filling in), or one of a list. A path is written with dots: `facts.billStatus`. */
const Expect = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).min(1)]),
)

const Verify = z.strictObject({
  operation: OperationName,
  on: HostSelector,
  args: Args.default({}),
  expect: Expect,
})
export type Verify = z.infer<typeof Verify>

const Undo = z.strictObject({
  operation: OperationName,
  on: HostSelector,
  args: Args.default({}),
  timeout: Duration.prefault('5m'),
  /** How long it usually takes, until this project has measured it: the latest safe moment to turn back rests on it. */
  expected: Duration.optional(),
  /** Undo is itself verified. */
  verify: Verify,
})
export type Undo = z.infer<typeof Undo>

export const FailureKind = z.enum(['exit', 'timeout', 'bad-answer', 'lost'])
export type FailureKind = z.infer<typeof FailureKind>

/** What happens to the rest after this step failed for a member and its retries are used up. */
export const FailurePolicy = z.enum(['stop-run', 'stop-member', 'continue', 'ask'])
export type FailurePolicy = z.infer<typeof FailurePolicy>

export const StepSpec = z
  .strictObject({
    id: StepId,
    title: z.string().min(1),
    /** What it changes and how to see that it worked. */
    doc: z.string().optional(),
    operation: OperationName,
    on: HostSelector,
    args: Args.default({}),
    timeout: Duration.prefault('2m'),
    retry: z
      .strictObject({
        attempts: z.number().int().min(1).max(10).default(1),
        backoff: Duration.prefault('2s'),
        on: z.array(FailureKind).default(['exit']),
        /** Arguments that replace those of the first attempt, e.g. to use what an attempt left behind. */
        args: Args.default({}),
      })
      .prefault({}),
    onFailure: FailurePolicy.default('stop-run'),
    /** Required of every step that changes something and can be reversed; the loader checks it. */
    undo: Undo.optional(),
    /** Why a step that changes something needs no undo of its own. */
    undoNotNeeded: z.string().min(1).optional(),
    /** How it is read back. `probe`: by its own probe, which has to say done on every host that the step is for. */
    verify: z.union([Verify, z.literal('probe')]).optional(),
    /** Fields of this step's own answer that must hold. */
    expect: Expect.optional(),
    /** State of the customer while the step runs, and after it succeeded. */
    customerState: z
      .strictObject({ during: CustomerState.optional(), after: CustomerState.optional() })
      .optional(),
    /** A step that is past the point of no return: undo stops before it. */
    pointOfNoReturn: z.string().optional(),
  })
  .readonly()
export type StepSpec = z.infer<typeof StepSpec>

/** Checks are the program's own questions; they read, and answer from both systems, the API and the project. */
export const CheckName = z.enum([
  'no-other-run',
  'stage-done',
  'hosts-reachable',
  'catalog-unchanged',
  'customers-on-source',
  'customers-on-target',
  'compare-customers',
  'invariants',
  'nothing-left-on-source',
  'all-environments-synced',
  'soak-over',
  'billing-period-over',
  'collect-logs',
  'window-open',
  'last-batch-clean',
  'log-baseline',
  'log-check',
  'analysis-signed',
  'analysis-settled',
  'survey-kept',
])
export type CheckName = z.infer<typeof CheckName>

export const CheckSpec = z.strictObject({
  check: CheckName,
  args: Args.default({}),
  /** What a failed check does: stop the run, or note it and go on. */
  onFailure: z.enum(['stop', 'note']).default('stop'),
})
export type CheckSpec = z.infer<typeof CheckSpec>

export const ProbeKind = z.enum(['sip-options', 'radius-status', 'https', 'tcp'])
export type ProbeKind = z.infer<typeof ProbeKind>

export const ProbeSpec = z.strictObject({
  kind: ProbeKind,
  /** `address:port`, filled in; `sip-options` may name a user: the account that is asked for. */
  address: z.string().min(1),
  user: z.string().optional(),
})
export type ProbeSpec = z.infer<typeof ProbeSpec>

export const DowntimeSpec = z.strictObject({
  service: z.enum(['database', 'voice', 'radius', 'api', 'customer', 'system']),
  budget: Duration,
  /** Probing starts before this step and goes on until the service is stable after `closesAt`. */
  opensAt: StepId,
  closesAt: StepId,
  probes: z.array(ProbeSpec).min(1),
  /** A breach of the budget: ask the operator, undo by itself (evidence first), or only note it. */
  onBreach: z.enum(['ask', 'undo', 'note']).default('ask'),
})
export type DowntimeSpec = z.infer<typeof DowntimeSpec>

export const ApprovalSpec = z.strictObject({
  id: StepId,
  text: z.string().min(1),
  people: z.number().int().min(1).max(2).default(1),
  /** What must be typed, filled in: the name of the thing at risk. */
  typed: z.string().min(1),
})
export type ApprovalSpec = z.infer<typeof ApprovalSpec>

export const Procedure = z.strictObject({
  id: ProcedureId,
  version: z.number().int().positive(),
  stage: Stage,
  title: z.string().min(1),
  doc: z.string().min(1),
  scope: Scope,
  /** Expected time per member, for the plan. */
  expected: Duration,
  /** When the procedure applies at all, e.g. the RADIUS switchover. */
  onlyIf: z.enum(['always', 'radius-needed']).default('always'),
  preconditions: z.array(CheckSpec).default([]),
  approvals: z.array(ApprovalSpec).default([]),
  steps: z.array(StepSpec).min(1),
  /** Checks after all members ended. */
  after: z.array(CheckSpec).default([]),
  downtime: DowntimeSpec.optional(),
  /** One sentence, shown before anything runs, when a step is irreversible. */
  pointOfNoReturn: z.string().optional(),
  concurrency: z
    .strictObject({
      /** Members at once; for customers the project's `transfer.width` caps it. */
      width: z.number().int().min(1).max(64).default(1),
      /** Canary ramp up to the width: a rung is left when as many members in a row have succeeded. */
      ramp: z.array(z.number().int().min(1)).default([1]),
      perHost: z.number().int().min(1).max(8).default(4),
    })
    .prefault({}),
  /** One rule: stop when more members failed than `failures`, or more than `share` of those ended (of at least 10). */
  stopWhen: z
    .strictObject({
      failures: z.number().int().nonnegative().default(0),
      share: z.number().min(0).max(1).default(0.1),
    })
    .prefault({}),
  /** A failed member is undone by itself (evidence first) when true; otherwise it waits where it failed. */
  undoFailedMember: z.boolean().default(false),
})
export type Procedure = z.infer<typeof Procedure>
