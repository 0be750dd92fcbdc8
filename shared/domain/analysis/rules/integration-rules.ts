import { counted } from '../../../base/counted.ts'
import { apiExposure } from '../api-exposure.ts'
import type { ApiExposure } from '../api-exposure.ts'
import { realityCheck } from '../reality-check.ts'
import type { RealityRow, SeenClient } from '../reality-check.ts'
import type { Evidence } from '../findings.ts'
import type { IntegrationPoint } from '../registers.ts'
import { some } from './rule.ts'
import type { Hit, Rule, RuleInput } from './rule.ts'

/** External components: who connects, who is registered, and what the switch to the dispatcher means for them. */

const rowsOf = ({ spec, survey, registers }: RuleInput): readonly RealityRow[] =>
  realityCheck(spec, survey, registers['integration-points'])

const rate = (client: SeenClient): string =>
  client.ratePerHour > 0 ? `, ${Math.round(client.ratePerHour)} an hour` : ''

const seenAs = (client: SeenClient): readonly Evidence[] =>
  client.sources.map((source) => ({
    text: `${client.address} by ${client.protocol}${client.ports.length === 0 ? '' : ` on port ${client.ports.join(', ')}`}${rate(client)}`,
    source,
    ...(client.lastAt === undefined ? {} : { at: client.lastAt }),
  }))

/** Phones and trunks of customers come by SIP: only as many as that is worth saying. */
const isPeerOfCustomers = (client: SeenClient): boolean => client.protocol === 'sip'

const registered = (point: IntegrationPoint): string =>
  point.replacedBy.length === 0 ? '' : `; agreed: ${some(point.replacedBy)}`

const directDatabase: Rule = {
  id: 'direct-database',
  title: 'Nobody reads the database directly',
  severity: 'blocker',
  before: 'switchover',
  doer: 'operator',
  source: 'method.txt PMA example 1; domain.md 6 row 18',
  mark: 'stated',
  meaning:
    'Only API requests are dispatched between the systems: whoever reads the database of the source sees no moved customer any more.',
  advice:
    'Replace the queries by API requests (Customer/get_customer_list, Customer/get_customer_info, Account/get_account_list, Customer/get_customer_xdrs), and see that the login is not used any more.',
  derive: (input) =>
    rowsOf(input).flatMap((row): readonly Hit[] => {
      if (row.state === 'registered-silent') {
        const { entry, id } = row.point
        return entry.protocol === 'mysql' && entry.status !== 'tested'
          ? [
              {
                subject: `register ${id}`,
                message: `${entry.name} of ${entry.owner} is registered as a reader of the database and was not seen this time${registered(entry)}.`,
                severity: 'warning' as const,
                evidence: [{ text: entry.name, source: 'register integration-points' }],
              },
            ]
          : []
      }
      const { client } = row
      if (client.protocol !== 'mysql') return []
      const who = row.state === 'registered-seen' ? ` (${row.point.entry.name})` : ''
      return [
        {
          subject: client.address,
          message: `${client.address}${who} reads the database directly${client.users.length === 0 ? '' : ` as ${some(client.users)}`} on ${some(client.hosts)}${rate(client)}${row.state === 'registered-seen' ? registered(row.point.entry) : ''}.`,
          evidence: seenAs(client),
        },
      ]
    }),
}

const unregistered: Rule = {
  id: 'connection-unregistered',
  title: 'Who connects is registered',
  severity: 'warning',
  before: 'setup',
  doer: 'operator',
  source: 'method.txt PMA scope: integration points',
  mark: 'stated',
  meaning: 'Somebody connects whom nobody has named: nobody will switch, test or warn them.',
  advice:
    'Find out who it is and register it as an integration point with its owner and switch action.',
  derive: (input) =>
    rowsOf(input).flatMap((row) =>
      row.state === 'unregistered' && !isPeerOfCustomers(row.client)
        ? [
            {
              subject: `${row.client.protocol} ${row.client.address}`,
              message: `${row.client.address} connects by ${row.client.protocol}${row.client.hosts.length === 0 ? '' : ` to ${some(row.client.hosts)}`}${rate(row.client)} and is not registered.`,
              evidence: seenAs(row.client),
            },
          ]
        : [],
    ),
}

const sipPeers: Rule = {
  id: 'sip-peers',
  title: 'Vendors and DID providers among the SIP peers are named',
  severity: 'note',
  before: 'switchover',
  doer: 'operator',
  source: 'method.txt PMA example 1; domain.md 3.7',
  mark: 'inferred',
  meaning:
    'Phones and trunks of customers follow the address that the dispatcher takes over; a vendor or DID provider that admits calls by address has to know the new one.',
  advice: 'Register those that are vendors or DID providers, and ask them what they admit.',
  derive: (input) => {
    const peers = rowsOf(input).flatMap((row) =>
      row.state === 'unregistered' && isPeerOfCustomers(row.client) ? [row.client] : [],
    )
    return peers.length === 0
      ? []
      : [
          {
            subject: 'sip',
            basis: 'sip peers',
            message: `${counted(peers.length, 'SIP peer')} are not registered: ${some(peers.map((p) => p.address))}.`,
            evidence: peers.slice(0, 10).flatMap(seenAs),
          },
        ]
  },
}

const silent: Rule = {
  id: 'connection-silent',
  title: 'Registered integration points are seen',
  severity: 'note',
  before: 'switchover',
  doer: 'operator',
  source: 'method.txt PMA scope: integration points',
  mark: 'inferred',
  meaning:
    'An integration that was not seen is gone, connects rarely (a monthly import), or comes from another address than the register has.',
  advice: 'Ask its owner; correct the addresses, or remove it from the register with the reason.',
  derive: (input) =>
    rowsOf(input).flatMap((row) =>
      row.state === 'registered-silent' && row.point.entry.protocol !== 'mysql'
        ? [
            {
              subject: row.point.id,
              message: `${row.point.entry.name} (${row.point.entry.addresses.join(', ')} by ${row.point.entry.protocol}) was not seen.`,
              evidence: [{ text: row.point.entry.name, source: 'register integration-points' }],
            },
          ]
        : [],
    ),
}

const incomplete: Rule = {
  id: 'integration-incomplete',
  title: 'Every integration point has a switch action and somebody who tests it',
  severity: 'warning',
  before: 'switchover',
  doer: 'both',
  source: 'method.txt PMA results: responsibilities on both sides',
  mark: 'stated',
  meaning: 'At the switchover nobody would know what to change there, or who says that it works.',
  advice: 'Agree what has to be changed on the external side and who tests it, and register both.',
  derive: ({ registers }) =>
    registers['integration-points'].flatMap(({ id, entry }) => {
      const missing = [
        ...(entry.switchAction === undefined ? ['the switch action'] : []),
        ...(entry.testedBy === undefined ? ['who tests it'] : []),
        ...(entry.protocol === 'mysql' && entry.replacedBy.length === 0
          ? ['the API requests that replace its queries']
          : []),
      ]
      return missing.length === 0
        ? []
        : [
            {
              subject: id,
              basis: `${id}: ${missing.join(', ')}`,
              message: `${entry.name}: missing ${missing.join(' and ')}.`,
              evidence: [{ text: entry.name, source: 'register integration-points' }],
            },
          ]
    }),
}

const methodChanged: Rule = {
  id: 'api-method-changed',
  title: 'API clients do not call methods that changed',
  severity: 'warning',
  before: 'switchover',
  doer: 'operator',
  source: 'domain.md 9.6',
  mark: 'stated',
  meaning:
    'Between the two releases the contract of these methods changed: the client may fail, or read something else, for every customer that has moved.',
  advice:
    'Give the list to the owner of the client; test its calls against the API of the target before the switchover.',
  derive: ({ spec, survey, changedMethods }) => {
    const byClient = new Map<string, ApiExposure[]>()
    const exposed = apiExposure(survey?.apiClients ?? [], changedMethods, {
      from: spec.systems.source.release,
      to: spec.systems.target.release,
    })
    for (const one of exposed)
      byClient.set(one.address, [...(byClient.get(one.address) ?? []), one])
    return [...byClient].map(([address, calls]) => {
      const names = [...new Set(calls.map(({ method }) => method))].toSorted()
      const hits = calls.reduce((sum, call) => sum + call.hits, 0)
      return {
        subject: address,
        basis: names.join(' '),
        message: `${address} called ${counted(names.length, 'changed method')} ${hits} times: ${some(names)}.`,
        evidence: calls.slice(0, 20).map(({ method, changes, source, lastAt }) => ({
          text: `${method}: ${changes.map((c) => `${c.release}${c.change === undefined ? '' : ` ${c.change}`}`).join('; ')}`,
          source,
          at: lastAt,
        })),
      }
    })
  },
}

export const integrationRules: readonly Rule[] = [
  directDatabase,
  unregistered,
  sipPeers,
  silent,
  incomplete,
  methodChanged,
]
