import { z } from 'zod'
import { RunId } from '../ids.ts'
import { DateText } from '../planning.ts'
import { EntryId, RegisterEntry, RegisterName, Side } from './registers.ts'

/** Events of the stage analysis: what people write down, decide and sign, and looks at the catalog. */

const Actor = z.string().min(1)
const words = z.string().trim().min(1).max(2000)

export const RegisterPut = z.object({
  kind: z.literal('register.put'),
  put: RegisterEntry,
  by: Actor,
  reason: words.optional(),
})

export const RegisterRemoved = z.object({
  kind: z.literal('register.removed'),
  register: RegisterName,
  id: EntryId,
  by: Actor,
  reason: words,
})

/**
 * `assign`: an owner and a date, nothing else. `plan`: will be done by owner and date. `done`: there is evidence. `accept`: the risk is
 * taken. `not-applicable`: it does not hold here.
 */
export const DecisionKind = z.enum(['assign', 'plan', 'done', 'accept', 'not-applicable'])
export type DecisionKind = z.infer<typeof DecisionKind>

/** A person's word on a finding, on what they saw: another basis opens the finding again. */
export const FindingDecided = z.object({
  kind: z.literal('finding.decided'),
  finding: z.string().min(1).max(500),
  /** What the finding rested on when it was decided. */
  basis: z.string().max(2000),
  /** Its sentence then, for when it is found no more. */
  message: z.string().max(2000),
  decision: DecisionKind,
  by: Actor,
  reason: words,
  owner: Actor.optional(),
  due: DateText.optional(),
  evidence: words.optional(),
})

const Fields = z.record(z.string(), z.string())

/** What one system said of its catalog. */
export const CatalogLook = z.object({
  system: z.enum(['source', 'target']),
  /** By entity type, and by `product:NAME`. */
  hashes: z.record(z.string(), z.string()),
  /** By entity: value or hash of each of its fields, where the host tells them. */
  fields: z.record(z.string(), Fields).optional(),
  /** By entity: the customers that use it, where the host tells them. */
  customers: z.record(z.string(), z.array(z.string())).optional(),
})
export type CatalogLook = z.infer<typeof CatalogLook>

/** The fingerprint of the catalog was taken and kept: at the freeze, or to see whether it holds. */
export const CatalogLooked = z.object({
  kind: z.literal('catalog.looked'),
  purpose: z.enum(['freeze', 'check']),
  run: RunId.optional(),
  by: Actor,
  looks: z.array(CatalogLook),
})

/** One side agrees to the results of the analysis, on what it saw. */
export const AnalysisSigned = z.object({
  kind: z.literal('analysis.signed'),
  side: Side,
  by: Actor,
  /** The survey that the results rest on. */
  survey: z.string(),
  /** SHA-256 of the results as they were seen. */
  results: z.string(),
  /** Findings that hold up a stage, with what they rested on: the signature holds until there is another. */
  blockers: z.array(z.object({ finding: z.string(), basis: z.string() })),
  note: words.optional(),
})

/** The setup may begin without signed results, with a reason, by the typed name of the project. */
export const AnalysisWaived = z.object({
  kind: z.literal('analysis.waived'),
  by: Actor,
  typed: z.string(),
  reason: words,
})
