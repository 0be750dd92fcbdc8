import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bad } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { parseSignatures } from '../../shared/log-rules/signature-file.ts'
import type { Signature } from '../../shared/log-rules/signatures.ts'

/** Known failures of `log-rules/signatures.yaml` in the resources. */
export async function loadSignatures(
  resourcesDir: string,
): Promise<Result<readonly Signature[], Problem>> {
  const file = join(resourcesDir, 'log-rules', 'signatures.yaml')
  try {
    return parseSignatures(await readFile(file, 'utf8'), file)
  } catch (error) {
    return bad(
      problem('bad-input', `${file} cannot be read: ${(error as Error).message}`, {
        safe: 'nothing was started',
        next: 'install the program again',
      }),
    )
  }
}
