import { ok, type Result } from '../../shared/base/result.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Session } from './session.ts'
import { remoteHashes, sha256, uploadFiles } from './sftp.ts'

const folder = '.switchyard'
const operationFolder = `${folder}/operations/`

/** Unquoted on purpose: the shell of the host puts the home in. */
export const stepProgram = `~/${folder}/step`

/** A program as it has to be on every host; its path begins in the home of the login user. */
export type HostTool = {
  readonly path: string
  readonly mode: number
  readonly bytes: Uint8Array
  readonly sha256: string
}

export const stepTool = (bytes: Uint8Array): HostTool => ({
  path: `${folder}/step`,
  mode: 0o700,
  bytes,
  sha256: sha256(bytes),
})

/** A file of `resources/host-tools/operations`. */
export type OperationFile = {
  /** Within that folder: `customer-lock`, `lib/base.sh`. */
  readonly path: string
  readonly bytes: Uint8Array
}

export const operationTool = ({ path, bytes }: OperationFile): HostTool => ({
  path: `${operationFolder}${path}`,
  mode: path.includes('/') ? 0o600 : 0o700, // what lies in a folder is read by the others, never run
  bytes,
  sha256: sha256(bytes),
})

/** A site may have its own command for an operation: only ours have to be brought. */
export const callsOperation = (argv: readonly string[]): boolean =>
  argv[0]?.startsWith(operationFolder) === true

/** Puts tools into the home of the login user, unless the very same bytes are there. One question where all are. */
export async function ensureTools(
  session: Session,
  tools: readonly HostTool[],
): Promise<Result<true, Problem>> {
  const found = await remoteHashes(session, tools.map(shellPath))
  const lacking = tools.filter((tool) => found.get(shellPath(tool)) !== tool.sha256)
  if (lacking.length === 0) return ok(true)
  // What the others read comes first: a new program never meets an old part for longer than a rename.
  const parts = lacking.filter((tool) => tool.mode === 0o600)
  const programs = lacking.filter((tool) => tool.mode !== 0o600)
  for (const wave of [parts, programs]) {
    if (wave.length === 0) continue
    const put = await uploadFiles(
      session,
      wave.map(({ path, bytes, mode }) => ({ path, bytes, mode, shellPath: `~/${path}` })),
    )
    if (!put.ok) return put
  }
  return ok(true)
}

/** Names of tools need no quoting. */
const shellPath = ({ path }: HostTool): string => `~/${path}`
