import type { SampleCustomer } from './panda-customers.ts'

/** Addresses are those kept free for documentation; the embedded lab puts its own in their place. */
export const pandaProject = `# Panda Telecom: two branches, MR85 to MR100. Written by resources/samples/generate.ts.
name: Panda Telecom
systems:
  source:
    release: MR85
    api: { url: 'https://src-web.panda.example/', login: switchyard }
  target:
    release: MR100
    api: { url: 'https://tgt-web.panda.example/', login: switchyard }
dispatcher: { url: 'https://api.panda.example/', login: switchyard }

environments:
  - id: us
    title: Panda US
    iEnv: 1
    zone: America/New_York
    offPeak: 01:00-05:00
    currency: USD
    billingPeriodDays: 30
  - id: uk
    title: Panda UK
    iEnv: 2
    zone: Europe/London
    offPeak: 01:00-05:00
    currency: GBP
    billingPeriodDays: 30

clusters:
  - { id: us1, environment: us, voice: '192.0.2.11:5060' }
  - { id: uk1, environment: uk, voice: '192.0.2.12:5060' }

services:
  api: 192.0.2.20:443
  radius: 192.0.2.30:1812

facts:
  xdrs: 230000000
  externalGateways: true
  xdrImport: false

# No addresses: names are looked up in your SSH configuration.
hosts:
  - { name: src-db, system: source, roles: [db, billing, radius] }
  - { name: src-web, system: source, roles: [web] }
  - { name: src-sip-us, system: source, roles: [sip], cluster: us1 }
  - { name: src-sip-uk, system: source, roles: [sip], cluster: uk1 }
  - { name: tgt-db, system: target, roles: [db, billing, radius] }
  - { name: tgt-web, system: target, roles: [web] }
  - { name: tgt-sip-us, system: target, roles: [sip], cluster: us1 }
  - { name: tgt-sip-uk, system: target, roles: [sip], cluster: uk1 }
  - { name: dsbc1, system: dsbc, roles: [dsbc] }
  - { name: dsbc2, system: dsbc, roles: [dsbc] }

transfer:
  pilotSize: 20
  batchSize: 100
  maxBatchSize: 150
  width: 16
soakDays: 14

# No start: the plan begins on the day on which it is made.
planning:
  target: on-premises
  calendars:
    us: { holidays: { country: US } }
    uk: { holidays: { country: GB, state: ENG } }
  blackouts:
    - { from: 2027-07-02, to: 2027-07-05, kind: event, reason: Independence Day traffic, environments: [us] }
    - { from: 2027-12-18, to: 2028-01-02, kind: change-freeze, reason: Year-end change freeze of both branches }
  teams:
    - { id: night-crew, title: Night crew of Panda and the vendor }
  pilotDays: 4
  coolDownDays: 2
`

export function pandaReadme(customers: readonly SampleCustomer[]): string {
  const count = (is: (c: SampleCustomer) => boolean): number => customers.filter(is).length
  const accounts = customers.reduce((sum, c) => sum + c.accounts, 0)
  const large = customers.filter((c) => c.accounts >= 100)
  const rows = [
    ['customers', count(() => true)],
    ['accounts', accounts],
    ['in the environment us', count((c) => c.environment === 'us')],
    ['in the environment uk', count((c) => c.environment === 'uk')],
    ['products', new Set(customers.map((c) => c.product)).size],
    ['customers with 100 accounts or more', large.length],
    ['resellers', count((c) => c.kind === 'reseller')],
    ['resellers below a reseller', count((c) => c.kind === 'reseller' && c.parent !== undefined)],
    ['subcustomers', count((c) => c.kind === 'subcustomer')],
    ['branch offices linked to a main office', count((c) => c.mainOffice !== undefined)],
    ['users of the IVR at 18005550100', count((c) => c.ivr !== undefined)],
    ['with external mail clients', count((c) => c.handWork.includes('mail'))],
    ['with SMS over SMPP', count((c) => c.handWork.includes('smpp'))],
    ['with an account to probe', count((c) => c.probeAccount !== undefined)],
  ] as const
  return `# Sample: Panda Telecom

The operator of the method's own example: SIP trunks, two branches in the US and the UK, from MR85 to MR100. All names,
numbers and addresses are invented; the number of xDRs, 230 million, is declared and not made.

| what | how many |
| --- | --- |
${rows.map(([what, n]) => `| ${what} | ${n} |`).join('\n')}

Written by \`node resources/samples/generate.ts\`, which makes the same bytes each time. Change the generator, not these files.
`
}
