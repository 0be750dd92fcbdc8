import { z } from 'zod'
import { Scope } from '../../shared/domain/procedure.ts'
import type { DataApi, RunRow } from '../data/protocol.ts'

/** What is read of the procedure that a run was started with, besides by the runner. */
const Own = z.object({
  procedure: z.object({
    scope: Scope.optional(),
    steps: z
      .array(
        z.object({
          id: z.string(),
          undo: z.unknown().optional(),
          pointOfNoReturn: z.string().optional(),
        }),
      )
      .default([]),
    after: z.array(z.unknown()).default([]),
  }),
})
export type OwnProcedure = z.infer<typeof Own>['procedure']

/**
 * The procedure that a run was started with (guarantee 4). The one of today may have another name, other steps and other checks, and tells
 * nothing of what this run has done.
 */
export async function ownProcedure(
  data: Pick<DataApi, 'snapshot'>,
  { snapshot }: Pick<RunRow, 'snapshot'>,
): Promise<OwnProcedure> {
  const json = await data.snapshot(snapshot)
  const parsed = Own.safeParse(json === undefined ? undefined : JSON.parse(json))
  return parsed.success ? parsed.data.procedure : { steps: [], after: [] }
}
