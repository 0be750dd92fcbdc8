import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'ssh2'
import { connect } from 'node:net'
import { ssh2 } from '../../main/ssh/library.ts'
import { startLab } from '../../main/lab/lab.ts'
import type { Lab } from '../../main/lab/lab.ts'
import type { LabOptions } from '../../main/lab/options.ts'
import { Customer, ProjectSpec } from '../../shared/domain/project.ts'

/** A small migration: two environments, every role, RADIUS needed. Addresses are replaced by the lab's. */
export const labSpec: ProjectSpec = ProjectSpec.parse({
  name: 'Small Telecom',
  systems: {
    source: { release: 'MR85', api: { url: 'https://192.0.2.1', login: 'api-source' } },
    target: { release: 'MR101', api: { url: 'https://192.0.2.2', login: 'api-target' } },
  },
  dispatcher: { url: 'https://192.0.2.3', login: 'api-dsbc' },
  environments: [
    {
      id: 'us',
      title: 'US',
      iEnv: 1,
      zone: 'America/New_York',
      offPeak: '01:00-05:00',
      currency: 'USD',
      billingPeriodDays: 30,
    },
    {
      id: 'uk',
      title: 'UK',
      iEnv: 2,
      zone: 'Europe/London',
      offPeak: '01:00-05:00',
      currency: 'GBP',
      billingPeriodDays: 30,
    },
  ],
  clusters: [
    { id: 'us-sip', environment: 'us', voice: '192.0.2.10:5060' },
    { id: 'uk-sip', environment: 'uk', voice: '192.0.2.11:5060' },
  ],
  services: { api: '192.0.2.20:443', radius: '192.0.2.21:1812' },
  facts: { xdrs: 230_000_000, externalGateways: true, xdrImport: false },
  hosts: [
    { name: 'src-db', system: 'source', roles: ['db'] },
    { name: 'src-web', system: 'source', roles: ['billing', 'radius', 'web'] },
    { name: 'src-sip-us', system: 'source', roles: ['sip'], cluster: 'us-sip' },
    { name: 'src-sip-uk', system: 'source', roles: ['sip'], cluster: 'uk-sip' },
    { name: 'tgt-db', system: 'target', roles: ['db'] },
    { name: 'tgt-web', system: 'target', roles: ['billing', 'radius', 'web'] },
    { name: 'tgt-sip-us', system: 'target', roles: ['sip'], cluster: 'us-sip' },
    { name: 'tgt-sip-uk', system: 'target', roles: ['sip'], cluster: 'uk-sip' },
    { name: 'dsbc-a', system: 'dsbc', roles: ['dsbc'] },
    { name: 'dsbc-b', system: 'dsbc', roles: ['dsbc'] },
  ],
})

/** Customers 101, 102 … alternating between the environments, each with a probe account `1555<id>`. */
export const labCustomers = (count: number): readonly Customer[] =>
  Array.from({ length: count }, (_, i) =>
    Customer.parse({
      id: String(101 + i),
      name: `Customer ${101 + i}`,
      environment: i % 2 === 0 ? 'us' : 'uk',
      kind: 'retail',
      accounts: 1 + (i % 5),
      product: `Trunk ${10 * (1 + (i % 3))}`,
      monthlyMinutes: 3000 + 600 * i,
      handWork: [],
      probeAccount: `1555${101 + i}`,
    }),
  )

export type TestLab = Lab & { stop(): Promise<void> }

/** A lab in this process, in a folder that goes with it. `startAt` and `seed` are fixed; default rate 1000. */
export async function startTestLab(options: Partial<LabOptions> = {}): Promise<TestLab> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard lab '))
  const lab = await startLab({
    dir,
    spec: labSpec,
    customers: labCustomers(6),
    rate: 1000,
    startAt: Date.UTC(2026, 4, 1, 1),
    seed: 'test',
    ...options,
  })
  return {
    ...lab,
    async stop() {
      await lab.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Port of a host by the lab's SSH configuration. */
export async function portOf(lab: Lab, host: string): Promise<number> {
  const text = await readFile(join(lab.dir, 'ssh_config'), 'utf8')
  const entry = text.split('Host ').find((part) => part.startsWith(`${host}\n`)) ?? ''
  return Number(/Port (\d+)/.exec(entry)?.[1])
}

/** A bare ssh2 connection to a lab host. */
export async function connectHost(
  lab: Lab,
  host: string,
  onHostKey?: (key: Buffer) => void,
): Promise<Client> {
  const privateKey = await readFile(join(lab.dir, 'id_ed25519'))
  const port = await portOf(lab, host)
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client()
    client.on('ready', () => resolve(client))
    client.on('error', reject)
    const sock = connect({ host: '127.0.0.1', port, noDelay: true })
    sock.on('error', reject)
    client.connect({
      sock,
      username: 'switchyard',
      privateKey,
      hostVerifier: (key: Buffer) => {
        onHostKey?.(key)
        return true
      },
    })
  })
}

export type Ran = { readonly code: number | undefined; readonly out: Buffer; readonly err: string }

/** Runs a line and collects all; `code` is undefined when the link was cut before the status. */
export function run(client: Client, line: string): Promise<Ran> {
  return new Promise((resolve) => {
    const out: Buffer[] = []
    const err: Buffer[] = []
    let code: number | undefined
    const done = (): void =>
      resolve({ code, out: Buffer.concat(out), err: Buffer.concat(err).toString() })
    client.exec(line, (error, channel) => {
      if (error !== undefined) return done()
      channel.on('data', (chunk: Buffer) => out.push(chunk))
      channel.stderr.on('data', (chunk: Buffer) => err.push(chunk))
      channel.on('exit', (status: number | null) => {
        code = status ?? undefined
      })
      channel.on('close', done)
    })
  })
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`
export const operationLine = (
  operation: string,
  phase: 'apply' | 'probe',
  args: Readonly<Record<string, string>> = {},
): string =>
  [
    `.switchyard/operations/${operation}`,
    phase,
    ...Object.entries(args).flatMap(([name, value]) => [`--${name}`, value]),
  ]
    .map(quoted)
    .join(' ')

/** Runs an operation and parses its answer; a failure throws with the host's sentence. */
export async function operate(
  lab: Lab,
  host: string,
  operation: string,
  args: Readonly<Record<string, string>> = {},
  phase: 'apply' | 'probe' = 'apply',
): Promise<Record<string, unknown>> {
  const client = await connectHost(lab, host)
  try {
    const { code, out, err } = await run(client, operationLine(operation, phase, args))
    if (code !== 0) throw new Error(`exit ${code ?? 'lost'}: ${err.trim()}`)
    return JSON.parse(out.toString()) as Record<string, unknown> // the lab's answers are objects
  } finally {
    client.end()
  }
}

/** Puts the step supervisor where a product would put it. */
export async function installStep(client: Client): Promise<void> {
  const bytes = await readFile(new URL('../../resources/host-tools/step', import.meta.url))
  await new Promise<void>((resolve, reject) => {
    client.sftp((error, sftp) => {
      if (error !== undefined) return reject(error)
      sftp.mkdir('.switchyard', () =>
        sftp.writeFile('.switchyard/step', bytes, (failed) => {
          sftp.end()
          if (failed === undefined || failed === null) resolve()
          else reject(failed)
        }),
      )
    })
  })
}
