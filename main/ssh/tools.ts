import { ok, type Result } from '../../shared/base/result.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Session } from './session.ts'
import { remoteSha256, sha256, uploadFile } from './sftp.ts'

/** Unquoted on purpose: the shell of the host puts the home in. */
export const stepProgram = '~/.switchyard/step'

/** The step supervisor as it has to be on every host. */
export type StepTool = { readonly bytes: Uint8Array; readonly sha256: string }

export const stepTool = (bytes: Uint8Array): StepTool => ({ bytes, sha256: sha256(bytes) })

/** Puts the step supervisor into the home of the login user, unless the very same bytes are there. */
export async function ensureTools(
  session: Session,
  tool: StepTool,
): Promise<Result<true, Problem>> {
  if ((await remoteSha256(session, stepProgram)) === tool.sha256) return ok(true)
  return uploadFile(session, {
    path: '.switchyard/step',
    bytes: tool.bytes,
    mode: 0o700,
    shellPath: stepProgram,
  })
}
