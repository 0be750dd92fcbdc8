import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { customersFile, sampleFolder } from './data.ts'
import { hostCalled, labHosts, labPaths, managementAddress, movingAddress } from './layout.ts'
import type { LabHost, LabPlace } from './layout.ts'

/** What a site would write for itself: project.yaml, customers.csv, and the operator's SSH configuration. */
export function writeProject(place: LabPlace): void {
  const sample = z
    .record(z.string(), z.unknown())
    .parse(parse(readFileSync(join(sampleFolder, 'project.yaml'), 'utf8')))
  writeFileSync(join(place.dir, 'project.yaml'), stringify({ ...sample, ...labParts(place) }))
  writeFileSync(join(place.dir, 'customers.csv'), customersFile())
  writeFileSync(labPaths(place).sshConfig, sshConfig(place))
}

const roles: Readonly<Record<'billing' | 'sip' | 'dsbc', readonly string[]>> = {
  billing: ['db', 'billing', 'radius', 'web'],
  sip: ['sip'],
  dsbc: ['dsbc'],
}

/** What differs from the sample: where things are, and waits that no test could sit out. */
const labParts = (place: LabPlace): Record<string, unknown> => {
  const api = (host: 'source' | 'target' | 'dsbc1'): Record<string, string> => ({
    url: `https://${managementAddress(place, hostCalled(host).octet)}/`,
    login: 'switchyard',
    caFile: labPaths(place).authority,
  })
  return {
    systems: {
      source: { release: 'MR85', api: api('source') },
      target: { release: 'MR100', api: api('target') },
    },
    dispatcher: api('dsbc1'),
    clusters: [
      { id: 'us1', environment: 'us', voice: `${movingAddress(place, 'us1')}:5060` },
      { id: 'uk1', environment: 'uk', voice: `${movingAddress(place, 'uk1')}:5060` },
    ],
    services: {
      api: `${movingAddress(place, 'api')}:443`,
      radius: `${movingAddress(place, 'radius')}:1812`,
    },
    hosts: labHosts.flatMap(inventoryEntry),
    soakDays: 0,
    // Two cores carry nine hosts and their clients: six at once keep them busy, more would only let each customer wait for the others.
    transfer: { pilotSize: 20, batchSize: 150, maxBatchSize: 150, width: 6 },
    // Trouble of a move shows at once where calls come all the time.
    logPolicy: { settleMs: 1000 },
    // What this machine carries is not of interest: it is loaded for a moment, not for 30 s.
    commands: { 'load-test': { apply: loadTest('apply'), probe: loadTest('probe') } },
  }
}

const loadTest = (phase: 'apply' | 'probe'): string[] => [
  '.switchyard/operations/load-test',
  phase,
  ...Object.entries({ work: '{work}', rate: '{rate}', seconds: '2', width: '{width}' }).flatMap(
    ([name, value]) => [`--${name}`, value],
  ),
]

const inventoryEntry = (host: LabHost): readonly Record<string, unknown>[] =>
  host.kind === 'client' || host.system === 'outside'
    ? []
    : [
        {
          name: host.name,
          system: host.system,
          roles: roles[host.kind],
          ...(host.cluster === undefined ? {} : { cluster: host.cluster }),
        },
      ]

const sshConfig = (place: LabPlace): string =>
  [
    ...labHosts.flatMap((host) => [
      `Host ${host.name}`,
      `  HostName ${managementAddress(place, host.octet)}`,
    ]),
    'Host *',
    '  User root',
    `  IdentityFile "${labPaths(place).identity}"`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile "${labPaths(place).knownHosts}"`,
    '  StrictHostKeyChecking yes',
    '  ConnectTimeout 5',
    '',
  ].join('\n')
