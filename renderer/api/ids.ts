import type {
  AttemptId,
  BatchId,
  CustomerId,
  EnvironmentId,
  HostName,
  ProcedureId,
  RunId,
  StepId,
} from '../../shared/domain/ids.ts'
import type { Instant } from '../../shared/domain/time.ts'

/**
 * Ids that came from main go back to main as they are. Types tell them apart only; main parses each again by its schema, so the
 * casts here cannot let anything through.
 */
export const attemptIdOf = (id: string): AttemptId => id as AttemptId
export const runIdOf = (id: string): RunId => id as RunId
export const batchIdOf = (id: string): BatchId => id as BatchId
export const customerIdOf = (id: string): CustomerId => id as CustomerId
export const procedureIdOf = (id: string): ProcedureId => id as ProcedureId
export const stepIdOf = (id: string): StepId => id as StepId
export const environmentIdOf = (id: string): EnvironmentId => id as EnvironmentId
/** Whole milliseconds, as main's schema wants them. */
export const instantOf = (at: number): Instant => Math.round(at) as Instant
export const hostNameOf = (name: string): HostName => name as HostName
