import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { DataApi } from './protocol.ts'

/**
 * The calls as they travel. A thrown `ProblemError` would arrive as a bare `Error` (structured clone drops what is
 * added to errors), so every answer travels in an envelope and is thrown again on the other side.
 */
export type WireApi = {
  [M in keyof DataApi]: (
    ...args: Parameters<DataApi[M]>
  ) => Promise<Result<Awaited<ReturnType<DataApi[M]>>, Problem>>
}

export async function enveloped<T>(call: () => Promise<T>): Promise<Result<T, Problem>> {
  try {
    return ok(await call())
  } catch (error) {
    if (error instanceof ProblemError) return bad(error.problem)
    throw error
  }
}

/** Exit code of a data process that runs on a Node without Node-API 10 (78 is EX_CONFIG of sysexits). */
export const wrongNodeExit = 78
