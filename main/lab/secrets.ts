import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { labFileNames } from './files.ts'

const Secrets = z.object({
  logins: z.record(z.string(), z.object({ password: z.string() })),
  radiusSecret: z.string(),
})

/** What a product asks for; written out, because the lab knows nothing of the product. */
type Wanted = { readonly kind: 'api'; readonly login: string } | { readonly kind: 'radius' }

/** The secrets that the lab in this folder has told its users. */
export async function labSecrets(
  dir: string,
): Promise<(wanted: Wanted) => Promise<string | undefined>> {
  const secrets = Secrets.parse(JSON.parse(await readFile(join(dir, labFileNames.secrets), 'utf8')))
  return async (wanted) =>
    wanted.kind === 'radius' ? secrets.radiusSecret : secrets.logins[wanted.login]?.password
}
