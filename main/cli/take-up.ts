import { ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Engine, RunHandle } from '../engine.ts'

/**
 * Takes up every run that was interrupted. When it is left while hosts are reached, the runs that go on already are the answer; where there
 * are none, the engine says that nothing was begun.
 */
export const takeUp =
  (engine: Pick<Engine, 'resumeAll' | 'running'>, by: string, takeOver: string | undefined) =>
  (stopping: AbortSignal): Promise<Result<readonly RunHandle[], Problem>> => {
    const left = new Promise<Result<readonly RunHandle[], Problem>>((resolve) =>
      stopping.addEventListener('abort', () => {
        if (engine.running().length > 0) resolve(ok(engine.running()))
      }),
    )
    return Promise.race([engine.resumeAll(by, { takeOver, stopping }), left])
  }
