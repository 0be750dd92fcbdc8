import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Licence } from '../../shared/ipc/about.ts'

/** What the bundler writes beside each bundle (electron.vite.config.ts). */
const Bundled = z.array(
  z.object({
    name: z.string(),
    version: z.string(),
    identifier: z.string().nullish(),
    text: z.string().nullish(),
  }),
)

const Package = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
})

/**
 * The libraries of this program: what is in its bundles, and the packages that stay outside of them. Each once, by name.
 * @param root Folder of the application: the sources, or the archive of the package.
 */
export function readLicences(root: string): readonly Licence[] {
  const found = new Map<string, Licence>()
  for (const folder of ['main', 'renderer'])
    for (const one of readBundled(join(root, 'out', folder, 'licences.json')))
      found.set(one.name, one)
  for (const one of readExternal(root)) if (!found.has(one.name)) found.set(one.name, one)
  return [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function readBundled(file: string): readonly Licence[] {
  if (!existsSync(file)) return []
  return Bundled.parse(JSON.parse(readFileSync(file, 'utf8'))).map(
    ({ name, version, identifier, text }) => ({
      name,
      version,
      licence: identifier ?? 'see text',
      text: text ?? '',
    }),
  )
}

/** The dependencies of the application and theirs, as far as they are installed. */
function readExternal(root: string): readonly Licence[] {
  const seen = new Map<string, Licence>()
  const visit = (name: string): void => {
    const folder = join(root, 'node_modules', name)
    const own = readPackage(folder)
    if (own === undefined || seen.has(name)) return
    seen.set(name, {
      name,
      version: own.version,
      licence: own.license ?? 'see text',
      text: readLicenceText(folder),
    })
    for (const next of Object.keys(own.dependencies ?? {})) visit(next)
  }
  for (const name of Object.keys(readPackage(root)?.dependencies ?? {})) visit(name)
  return [...seen.values()]
}

function readPackage(folder: string): z.infer<typeof Package> | undefined {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return undefined
  return Package.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
}

function readLicenceText(folder: string): string {
  const name = readdirSync(folder).find((file) => /^(licen[sc]e|copying)(\.|$)/i.test(file))
  return name === undefined ? '' : readFileSync(join(folder, name), 'utf8')
}
