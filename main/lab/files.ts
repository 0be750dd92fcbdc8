import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { customersCsv } from '../../shared/domain/customers-csv.ts'
import type { Customer, ProjectSpec } from '../../shared/domain/project.ts'
import type { ApiSecret } from './api/sessions.ts'
import type { LabFile } from './options.ts'

/** What the lab writes for its users; everything a product needs to know of the lab is in these files. */

export type LabHostEntry = {
  readonly name: string
  readonly port: number
  readonly hostKey: string
}

export type Secrets = {
  /** Password and API token by login name. */
  readonly logins: Readonly<Record<string, ApiSecret>>
  /** Shared secret of the RADIUS service, for Status-Server. */
  readonly radiusSecret: string
}

export type LabFiles = {
  readonly spec: ProjectSpec
  readonly customers: readonly Customer[]
  readonly hosts: readonly LabHostEntry[]
  readonly user: string
  readonly identity: string
  readonly authority: string
  readonly secrets: Secrets
  readonly lab: LabFile
}

export const labFileNames = {
  sshConfig: 'ssh_config',
  knownHosts: 'known_hosts',
  identity: 'id_ed25519',
  authority: 'api-ca.pem',
  project: 'project.yaml',
  customers: 'customers.csv',
  secrets: 'secrets.json',
  lab: 'lab.json',
} as const

/** Keys and secrets are for the user alone (mode 0600; OpenSSH refuses others). */
export async function writeLabFiles(dir: string, files: LabFiles): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const write = (name: string, text: string, mode = 0o644): Promise<void> =>
    writeFile(join(dir, name), text, { mode })
  await write(labFileNames.sshConfig, sshConfig(dir, files))
  await write(labFileNames.knownHosts, knownHosts(files.hosts))
  await write(labFileNames.identity, files.identity, 0o600)
  await write(labFileNames.authority, files.authority)
  await write(labFileNames.project, stringify(files.spec))
  await write(labFileNames.customers, customersCsv(files.customers))
  await write(labFileNames.secrets, `${JSON.stringify(files.secrets, null, 2)}\n`, 0o600)
  // Last: who finds it finds all others.
  await write(labFileNames.lab, `${JSON.stringify(files.lab, null, 2)}\n`, 0o600)
}

/** OpenSSH wants forward slashes on Windows too, and quotes around a path with blanks. */
const quotedPath = (dir: string, name: string): string =>
  `"${join(dir, name).replaceAll('\\', '/')}"`

function sshConfig(dir: string, { hosts, user }: LabFiles): string {
  return hosts
    .map(({ name, port }) =>
      [
        `Host ${name}`,
        '  HostName 127.0.0.1',
        `  Port ${port}`,
        `  User ${user}`,
        `  IdentityFile ${quotedPath(dir, labFileNames.identity)}`,
        '  IdentitiesOnly yes',
        `  UserKnownHostsFile ${quotedPath(dir, labFileNames.knownHosts)}`,
        '  StrictHostKeyChecking yes',
        '',
      ].join('\n'),
    )
    .join('\n')
}

const knownHosts = (hosts: readonly LabHostEntry[]): string =>
  hosts.map(({ port, hostKey }) => `[127.0.0.1]:${port} ${hostKey}\n`).join('')
