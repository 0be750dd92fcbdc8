import { counted } from '../../../base/counted.ts'
import { addressesIn, isWithin } from '../addresses.ts'
import type { Host } from '../../project.ts'
import type { Fact } from '../facts.ts'
import { evidenceOf, hostFact, hostsOf, numberOf, some, textOf } from './rule.ts'
import type { Hit, Rule, RuleInput } from './rule.ts'

/** Machines: clocks, releases, operating systems, redundancy, addresses. */

/** More than a clock that follows a server is ever off; logs of two hosts then tell another order of events. */
const shownSkewMs = 1_000
/** Beyond this, tokens of the API and ids of calls are refused or sorted wrongly (ours). */
const graveSkewMs = 60_000

const eachHost = (
  input: RuleInput,
  hosts: readonly Host[],
  fact: string,
  look: (host: Host, fact: Fact) => Omit<Hit, 'subject'> | undefined,
): readonly Hit[] =>
  hosts.flatMap((host) => {
    const found = hostFact(input.survey, host, fact)
    if (found === undefined) return []
    const hit = look(host, found)
    return hit === undefined ? [] : [{ evidence: [evidenceOf(found)], ...hit, subject: host.name }]
  })

const clockSkew: Rule = {
  id: 'clock-skew',
  title: 'Clocks agree',
  severity: 'warning',
  before: 'copy',
  doer: 'operator',
  source: 'domain.md 8.3; limits ours',
  mark: 'ours',
  needs: [{ fact: 'clock.skew', at: 'hosts' }],
  meaning:
    'xDRs and logs of this host carry wrong times: sums of a billing period may differ between the systems, and logs of two hosts cannot be laid beside each other.',
  advice: 'Let the clock follow a time server (chrony), and survey again.',
  derive: (input) =>
    eachHost(input, input.spec.hosts, 'clock.skew', (host, fact) => {
      const skew = numberOf(fact) ?? 0
      const unsure = numberOf(hostFact(input.survey, host, 'clock.uncertainty')) ?? 0
      const off = Math.abs(skew)
      if (off <= shownSkewMs + unsure) return undefined
      return {
        basis: off > graveSkewMs ? 'more than a minute' : 'more than a second',
        message: `The clock of ${host.name} is ${(off / 1000).toFixed(1)} s ${skew > 0 ? 'ahead' : 'behind'}.`,
        ...(off > graveSkewMs ? { severity: 'blocker' as const } : {}),
      }
    }),
}

const release: Rule = {
  id: 'release-differs',
  title: 'Hosts run the release that the project names',
  severity: 'blocker',
  before: 'setup',
  doer: 'both',
  source: 'domain.md 2.7',
  mark: 'inferred',
  needs: [{ fact: 'release', at: 'hosts' }],
  meaning: 'The jump, its restrictions and the API profile were chosen for another release.',
  advice: 'Correct the release in project.yaml, or update or replace the host.',
  derive: (input) =>
    eachHost(input, input.spec.hosts, 'release', (host, fact) => {
      const system = host.system === 'source' ? 'source' : 'target'
      const wanted = input.spec.systems[system].release
      const is = textOf(fact) ?? ''
      const number = (text: string): string => /\d+/.exec(text)?.[0] ?? text
      return number(is) === number(wanted)
        ? undefined
        : { basis: is, message: `${host.name} runs ${is}; the project says ${wanted}.` }
    }),
}

const os: Rule = {
  id: 'target-os',
  title: 'The target runs Oracle Linux 8',
  severity: 'warning',
  before: 'setup',
  doer: 'operator',
  source: 'domain.md 6 row 15',
  mark: 'stated',
  needs: [{ fact: 'os.name', at: 'target-hosts' }],
  meaning: 'Recent releases are delivered as packages for generation 8.',
  advice: 'Install the host from the image of the release.',
  derive: (input) =>
    eachHost(input, hostsOf(input, { system: 'target' }), 'os.name', (host, fact) => {
      const is = textOf(fact) ?? ''
      return /oracle linux( server)?( release)? ?8(\.|$| )/i.test(is)
        ? undefined
        : { basis: is, message: `${host.name} runs ${is}, not Oracle Linux 8.` }
    }),
}

const mysql: Rule = {
  id: 'mysql-versions',
  title: 'The step between the database versions is known',
  severity: 'note',
  before: 'copy',
  doer: 'vendor',
  source: 'domain.md 6 row 19 (not published)',
  mark: 'inferred',
  meaning: 'Which versions the copy may cross is not published.',
  advice: 'Ask PortaOne whether a copy from the one to the other is supported.',
  derive: (input) => {
    const of = (system: 'source' | 'target') =>
      hostsOf(input, { system, role: 'db' }).flatMap(
        (host) => hostFact(input.survey, host, 'mysql.version') ?? [],
      )
    const [source, target] = [of('source')[0], of('target')[0]]
    if (source === undefined || target === undefined) return []
    const [from, to] = [textOf(source) ?? '', textOf(target) ?? '']
    const major = (text: string): string => text.split('.').slice(0, 2).join('.')
    return major(from) === major(to)
      ? []
      : [
          {
            subject: 'mysql',
            basis: `${from} ${to}`,
            message: `The database of the source is ${from}, that of the target ${to}.`,
            evidence: [evidenceOf(source), evidenceOf(target)],
          },
        ]
  },
}

const gateway: Rule = {
  id: 'default-gateway',
  title: 'The default gateway is the same at run time and on disk',
  severity: 'blocker',
  before: 'setup',
  doer: 'operator',
  source: 'domain.md 2.1 (support tooling)',
  mark: 'stated',
  meaning: 'After a restart the host has another way out, or none: addresses cannot be switched.',
  advice: 'Write the gateway that is in use into the configuration on disk, and survey again.',
  derive: (input) =>
    eachHost(input, input.spec.hosts, 'network.gateway.running', (host, fact) => {
      const disk = hostFact(input.survey, host, 'network.gateway.configured')
      const [is, was] = [textOf(fact), textOf(disk)]
      return disk === undefined || is === was
        ? undefined
        : {
            basis: `${is ?? ''} ${was ?? ''}`,
            message: `${host.name} uses ${is ?? 'no gateway'}; its configuration says ${was ?? 'none'}.`,
            evidence: [evidenceOf(fact), evidenceOf(disk)],
          }
    }),
}

const reservedNetworks = ['10.19.0.0/16', '10.11.0.0/16']

const reserved: Rule = {
  id: 'reserved-range',
  title: 'Reserved networks are not used',
  severity: 'blocker',
  before: 'setup',
  doer: 'operator',
  source: 'domain.md 6 row 11',
  mark: 'stated',
  meaning: `${reservedNetworks.join(' and ')} are used by the platform inside.`,
  advice: 'Give the host another address.',
  derive: (input) => {
    const facts = (input.survey?.facts ?? []).filter(({ name }) =>
      name.startsWith('network.address.'),
    )
    const all = [
      ...input.spec.hosts.flatMap(({ name, address }) =>
        address === undefined
          ? []
          : [
              {
                host: String(name),
                address,
                evidence: { text: address, source: 'project.yaml' },
              },
            ],
      ),
      ...facts.flatMap((fact) =>
        addressesIn(textOf(fact) ?? '').map((address) => ({
          host: fact.subject.id,
          address,
          evidence: evidenceOf(fact),
        })),
      ),
    ]
    return all
      .filter(({ address }) => reservedNetworks.some((network) => isWithin(address, network)))
      .map(({ host, address, evidence }) => ({
        subject: `${host} ${address}`,
        message: `${host} has ${address}, in a reserved network.`,
        evidence: [evidence],
      }))
  },
}

const redundancy: Rule = {
  id: 'no-redundancy',
  title: 'Each system has its own redundancy',
  severity: 'warning',
  before: 'setup',
  doer: 'operator',
  source: 'domain.md 6 row 16',
  mark: 'stated',
  meaning:
    'Dual Version adds no redundancy by itself: one machine that fails takes its service with it, also during the migration.',
  advice: 'Add a second machine on the target, or accept it for the time of the migration.',
  derive: (input) => {
    const alone: { name: string; text: string }[] = []
    const databases = hostsOf(input, { system: 'target', role: 'db' })
    if (databases.length === 1)
      alone.push({ name: 'database', text: `the database (${databases[0]?.name ?? ''})` })
    for (const { id } of input.spec.clusters) {
      const own = hostsOf(input, { system: 'target', role: 'sip' }).filter((h) => h.cluster === id)
      if (own.length === 1) alone.push({ name: id, text: `cluster ${id} (${own[0]?.name ?? ''})` })
    }
    return alone.length === 0
      ? []
      : [
          {
            subject: 'target',
            basis: alone.map(({ name }) => name).join(' '),
            message: `${counted(alone.length, 'part')} of the target ${alone.length === 1 ? 'runs' : 'run'} on one machine: ${some(alone.map(({ text }) => text))}.`,
            evidence: [{ text: alone.map(({ text }) => text).join(', '), source: 'project.yaml' }],
          },
        ]
  },
}

const smaller: Rule = {
  id: 'target-smaller',
  title: 'The target is not smaller than the source',
  severity: 'warning',
  before: 'setup',
  doer: 'operator',
  source: 'method.txt PMA scope: target system requirements',
  mark: 'inferred',
  meaning: 'At the end the target carries everything that the source carries today.',
  advice: 'Add machines, processors or memory, or say why the target needs less.',
  derive: (input) =>
    (['hardware.cpus', 'hardware.memory'] as const).flatMap((name) =>
      (['db', 'sip', 'web'] as const).flatMap((role) => {
        const facts = (system: 'source' | 'target') => {
          const hosts = hostsOf(input, { system, role })
          const found = hosts.flatMap((host) => hostFact(input.survey, host, name) ?? [])
          return found.length === hosts.length && found.length > 0 ? found : undefined
        }
        const [source, target] = [facts('source'), facts('target')]
        if (source === undefined || target === undefined) return []
        const sum = (list: readonly Fact[]): number =>
          list.reduce((n, fact) => n + (numberOf(fact) ?? 0), 0)
        const unit = name === 'hardware.cpus' ? 'processors' : 'MiB of memory'
        return sum(target) >= sum(source)
          ? []
          : [
              {
                subject: `${role} ${name}`,
                basis: `${sum(source)} ${sum(target)}`,
                message: `The ${role} hosts of the target have ${sum(target)} ${unit} in all, those of the source ${sum(source)}.`,
                evidence: [...source, ...target].map(evidenceOf),
              },
            ]
      }),
    ),
}

export const hostRules: readonly Rule[] = [
  clockSkew,
  release,
  os,
  mysql,
  gateway,
  reserved,
  redundancy,
  smaller,
]
