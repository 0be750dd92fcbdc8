import { z } from 'zod'

/** What the judge holds against a batch, as data. A project may set any of it. */
export const JudgePolicy = z.strictObject({
  /** A new error of a customer of the batch, surely theirs. */
  newErrorOfMoved: z.enum(['fail', 'inconclusive', 'note']).default('fail'),
  /** The same for a warning, or a line in which only words speak of trouble. */
  newWarningOfMoved: z.enum(['fail', 'inconclusive', 'note']).default('inconclusive'),
  /** A known error that is clearly more frequent for a customer of the batch. */
  risenErrorOfMoved: z.enum(['fail', 'inconclusive', 'note']).default('fail'),
  risenWarningOfMoved: z.enum(['fail', 'inconclusive', 'note']).default('inconclusive'),
  /** A new error that names nobody, from this many lines on, is taken for one of everybody on the platform. Below: a look. */
  platformErrorLines: z.number().int().positive().default(50),
  /** Or on this many hosts. */
  platformErrorHosts: z.number().int().positive().default(3),
  /** A new error that may be of a customer of the batch, with other candidates. */
  unsure: z.enum(['inconclusive', 'note']).default('inconclusive'),
  /** A new error only of customers outside the batch. */
  othersNewError: z.enum(['inconclusive', 'note']).default('inconclusive'),
  /** A known failure of severity stop that a customer of the batch never had before, while others had. */
  firstStopOfMoved: z.enum(['fail', 'inconclusive', 'note']).default('inconclusive'),
  /** A known error clearly more frequent, of nobody in particular in the batch. */
  risenError: z.enum(['inconclusive', 'note']).default('inconclusive'),
  /** A regular line that has stopped. */
  gone: z.enum(['fail', 'inconclusive', 'note']).default('inconclusive'),
  /** A baseline shorter than this share of the window after the batch proves little (median of the hosts). */
  leastBaselineShare: z.number().positive().default(0.5),
  /** Lines since the batch below which nothing was really seen. */
  leastLinesAfter: z.number().int().nonnegative().default(1),
})
export type JudgePolicy = z.infer<typeof JudgePolicy>

export const defaultPolicy: JudgePolicy = JudgePolicy.parse({})
