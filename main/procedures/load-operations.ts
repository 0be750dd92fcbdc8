import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the reference implementation, its path within `resources/host-tools/operations`. */
export type OperationFile = { readonly path: string; readonly bytes: Uint8Array }

/** Everything in `resources/host-tools/operations` that goes to a host; its README and what begins with a dot stay here. */
export function loadOperations(resourcesDir: string): OperationFile[] {
  const folder = join(resourcesDir, 'host-tools', 'operations')
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^\.|\.md$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
    .map((path) => ({
      path: path.replaceAll('\\', '/'),
      bytes: readFileSync(join(folder, path)),
    }))
}
