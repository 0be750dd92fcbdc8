import { z } from 'zod'

/** Events of the analysis: who looked at a production system and when, and what a survey came to. */

/** Before the first command is sent: it names everything that will be read. */
export const SurveyBegun = z.object({
  kind: z.literal('survey.begun'),
  survey: z.string().min(1),
  by: z.string().min(1),
  /** No system is looked at: it is a file of this name that somebody brought. */
  file: z.string().optional(),
  sources: z.array(z.string()),
})

/** Its content is bound into the chain by its hash: a fact that was changed later is found by `verify`. */
export const SurveyEnded = z.object({
  kind: z.literal('survey.ended'),
  survey: z.string().min(1),
  /** SHA-256 of the parts as they are stored, in their order. */
  hash: z.string(),
  facts: z.number().int(),
  gaps: z.number().int(),
})

/** The list of changed API methods was replaced. */
export const MethodsLoaded = z.object({
  kind: z.literal('methods.loaded'),
  by: z.string().min(1),
  file: z.string(),
  methods: z.number().int(),
  hash: z.string(),
})
