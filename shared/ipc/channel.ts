import { z } from 'zod'
import { BatchId, ProcedureId } from '../domain/ids.ts'

/** One channel: the schema of its request, and the type of its answer. */
export type Channel<S extends z.ZodType, A> = {
  readonly request: S
  /** Carries the answer's type only; never set. */
  readonly answer?: A
}

export const answers =
  <A>() =>
  <S extends z.ZodType>(request: S): Channel<S, A> => ({ request })

export const nothing = z.undefined()
/** Free text that a person types: limited, so that no window can fill the journal. */
export const text = z.string().trim().min(1).max(500)
/** An id whose kind the channel does not know: a customer, a cluster, an environment, the project. */
export const member = z.string().min(1).max(200)

/** What is to be run, and for whom. */
export const RunAsk = z.strictObject({
  procedure: ProcedureId,
  batch: BatchId.optional(),
  members: z.array(member).max(10_000).optional(),
})

/** What an area of the contract has to hold: each of its channels, and nothing else. */
export type AreaContract<Names extends readonly string[]> = Readonly<
  Record<Names[number], Channel<z.ZodType, unknown>>
>
