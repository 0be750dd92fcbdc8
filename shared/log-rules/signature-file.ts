import { z } from 'zod'
import type { Result } from '../base/result.ts'
import { parseYaml } from '../domain/parse-yaml.ts'
import type { Problem } from '../domain/problems.ts'
import { Signature } from './signatures.ts'

export const SignatureFile = z.strictObject({
  signatures: z
    .array(Signature)
    .min(1)
    .superRefine((list, context) => {
      const seen = new Set<string>()
      for (const [i, { id }] of list.entries()) {
        if (seen.has(id))
          context.addIssue({ code: 'custom', message: `id "${id}" is used twice`, path: [i, 'id'] })
        seen.add(id)
      }
    }),
})

/** Every fault carries file, line and column. */
export function parseSignatures(text: string, file: string): Result<readonly Signature[], Problem> {
  const parsed = parseYaml(text, file, SignatureFile)
  return parsed.ok ? { ok: true, value: parsed.value.signatures } : parsed
}
