import { z } from 'zod'

/** Names that travel to hosts and into file names: letters, digits, dot, dash, underscore. */
const safeName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'use letters, digits, dot, dash or underscore')

export const HostName = safeName.brand<'HostName'>()
export type HostName = z.infer<typeof HostName>

export const EnvironmentId = safeName.brand<'EnvironmentId'>()
export type EnvironmentId = z.infer<typeof EnvironmentId>

export const ClusterId = safeName.brand<'ClusterId'>()
export type ClusterId = z.infer<typeof ClusterId>

/** The customer's id in PortaBilling (`i_customer`), as text. */
export const CustomerId = safeName.brand<'CustomerId'>()
export type CustomerId = z.infer<typeof CustomerId>

export const BatchId = safeName.brand<'BatchId'>()
export type BatchId = z.infer<typeof BatchId>

export const ProcedureId = safeName.brand<'ProcedureId'>()
export type ProcedureId = z.infer<typeof ProcedureId>

export const RunId = safeName.brand<'RunId'>()
export type RunId = z.infer<typeof RunId>

export const StepId = safeName.brand<'StepId'>()
export type StepId = z.infer<typeof StepId>

/**
 * Names one attempt everywhere: in the journal, on the host (where it is claimed with an atomic mkdir) and in
 * evidence. Longer than other names because it is put together from run, step, member, phase and number.
 */
export const AttemptId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/)
  .brand<'AttemptId'>()
export type AttemptId = z.infer<typeof AttemptId>
