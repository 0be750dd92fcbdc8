import type { Customer, ProjectSpec } from '../project.ts'
import type { Survey } from './facts.ts'
import type { TransferNeed } from './transfer-need.ts'

/** What the target needs, from the source's own figures (domain.md 6, log volume [S33b]; the rest (I)). */

/** One line: a need, what it is reckoned from, and what is there. */
export type SizingRow = {
  readonly what: string
  readonly needed: number
  readonly unit: 'GB' | 'GB a day' | 'MiB' | 'cores' | 'calls a second' | 'a minute' | 'MB a second'
  /** How it was reckoned, with the figures. */
  readonly from: string
  readonly mark: 'stated' | 'inferred'
  /** Absent: not surveyed. */
  readonly there?: number
  readonly verdict: 'enough' | 'too little' | 'not known'
}

// domain.md 6: one call = 100 KB of SIP log + 50 KB of billing log; one registration = 10 KB + 5 KB.
const callKb = { sip: 100, billing: 50 } as const
const registrationKb = { sip: 10, billing: 5 } as const
const callMinutes = 5
const answeredShare = 0.5
const registrationEveryMs = 300_000
const daysOnServers = 3
const daysOnLogServer = { plain: 3, packed: 7, packedShare: 0.05 } as const
/** The busiest second has about so many times the mean (I): office hours, and a busy hour in them. */
const peakFactor = 8
const daysAMonth = 30

export type Traffic = {
  readonly callsPerDay: number
  readonly registrationsPerDay: number
  /** What they were reckoned from. */
  readonly from: string
  readonly measured: boolean
}

const numbersOf = (survey: Survey | undefined, name: string): readonly number[] =>
  (survey?.facts ?? []).flatMap((fact) =>
    fact.name === name && typeof fact.value === 'number' ? [fact.value] : [],
  )

const sum = (list: readonly number[]): number => list.reduce((n, value) => n + value, 0)

/** Call attempts and registrations a day: counted by the SIP hosts, else reckoned from the database, else from customers.csv. */
export function trafficOf(survey: Survey | undefined, customers: readonly Customer[]): Traffic {
  const calls = attempts(survey, customers)
  const phones = registering(survey, customers)
  const every = numbersOf(survey, 'registrations.interval')
  const interval = every.length > 0 ? Math.min(...every) : registrationEveryMs
  return {
    callsPerDay: calls.count,
    registrationsPerDay: (phones.count * 86_400_000) / interval,
    measured: calls.measured && phones.measured,
    from: `${Math.round(calls.count)} call attempts a day (${calls.from}), ${phones.count} phones (${phones.from}) every ${interval / 60_000} min`,
  }
}

type Counted = { readonly count: number; readonly from: string; readonly measured: boolean }

function attempts(survey: Survey | undefined, customers: readonly Customer[]): Counted {
  const counted = numbersOf(survey, 'calls.day')
  if (counted.length > 0) return { count: sum(counted), from: 'surveyed', measured: true }
  const xdrs = numbersOf(survey, 'xdrs.day')
  return xdrs.length > 0
    ? {
        count: sum(xdrs) / answeredShare,
        from: `${sum(xdrs)} xDRs a day, half of the calls answered`,
        measured: false,
      }
    : {
        count: attemptsPerDay(customers),
        from: 'minutes of customers.csv, calls of 5 min, half of them answered',
        measured: false,
      }
}

function registering(survey: Survey | undefined, customers: readonly Customer[]): Counted {
  for (const name of ['registrations.phones', 'phones.registered']) {
    const counted = numbersOf(survey, name)
    if (counted.length > 0) return { count: sum(counted), from: 'surveyed', measured: true }
  }
  const accounts = customers.reduce((n, c) => n + c.accounts, 0)
  return { count: accounts, from: 'accounts of customers.csv', measured: false }
}

const attemptsPerDay = (customers: readonly Customer[]): number =>
  customers.reduce((n, c) => n + c.monthlyMinutes, 0) / daysAMonth / callMinutes / answeredShare

/** Calls in the busiest second: counted by the SIP hosts, else the more of what the database and customers.csv say. */
export function busiestSecond(
  survey: Survey | undefined,
  customers: readonly Customer[],
): { readonly rate: number; readonly from: string } {
  const counted = numbersOf(survey, 'calls.peak')
  if (counted.length > 0) return { rate: sum(counted), from: 'surveyed (calls.peak)' }
  const { callsPerDay } = trafficOf(survey, customers)
  const mean = {
    rate: (callsPerDay / 86_400) * peakFactor,
    from: `mean of the attempts a day × ${peakFactor}`,
  }
  const xdrs = sum(numbersOf(survey, 'xdrs.peak')) / answeredShare
  return xdrs > mean.rate
    ? { rate: xdrs, from: 'xDRs of the busiest second, half of the calls answered' }
    : mean
}

export function targetSizing(
  spec: ProjectSpec,
  survey: Survey | undefined,
  customers: readonly Customer[],
  need?: TransferNeed,
): readonly SizingRow[] {
  const traffic = trafficOf(survey, customers)
  const busiest = busiestSecond(survey, customers)
  const gb = (kbOf: 'sip' | 'billing'): number =>
    (traffic.callsPerDay * callKb[kbOf] + traffic.registrationsPerDay * registrationKb[kbOf]) / 1e6
  const perDay = gb('sip') + gb('billing')
  const kept =
    perDay * (daysOnLogServer.plain + daysOnLogServer.packed * daysOnLogServer.packedShare)
  const free = (role: 'sip' | 'db' | 'log'): number | undefined => freeGb(spec, survey, role)
  const rows: SizingRow[] = [
    row('SIP log', gb('sip'), 'GB a day', traffic.from),
    row('Billing log', gb('billing'), 'GB a day', traffic.from),
    row(
      `SIP log on the SIP hosts of the target, ${daysOnServers} days`,
      gb('sip') * daysOnServers,
      'GB',
      `${round(gb('sip'))} GB a day, not packed`,
      free('sip'),
    ),
    row(
      `Billing log on the billing hosts of the target, ${daysOnServers} days`,
      gb('billing') * daysOnServers,
      'GB',
      `${round(gb('billing'))} GB a day, not packed`,
      free('db'),
    ),
    row(
      'Log storage, 10 days',
      kept,
      'GB',
      `3 days plain, 7 days packed to 5 % of ${round(perDay)} GB a day`,
      free('log'),
    ),
    row(
      'Calls in the busiest second, for the dispatchers',
      busiest.rate,
      'calls a second',
      busiest.from,
      1000,
    ),
  ]
  return [
    ...rows,
    ...databaseRows(spec, survey),
    ...hardwareRows(spec, survey),
    ...measuredRows(spec, survey, gb('billing'), need),
  ]
}

/** What the load test of the acceptance measured: the slowest host of the target counts. */
function measuredRows(
  spec: ProjectSpec,
  survey: Survey | undefined,
  billingGbPerDay: number,
  need: TransferNeed | undefined,
): readonly SizingRow[] {
  const least = (name: string): number | undefined => {
    const all = spec.hosts.flatMap((host) => number(survey, host.name, name) ?? [])
    return all.length === 0 ? undefined : Math.min(...all)
  }
  const perMinute = (work: 'customers' | 'dispatch'): number | undefined => {
    const rate = least(`load.${work}.rate`)
    return rate === undefined ? undefined : rate * 60
  }
  const disk = least('disk.write')
  const logs = row(
    'Writing of the billing log in the busiest second',
    ((billingGbPerDay * 1000) / 86_400) * peakFactor,
    'MB a second',
    `mean of the day × ${peakFactor}; written to the disk by the load test`,
    disk === undefined ? undefined : disk * 1.048576,
  )
  const works = [
    ['customers', 'Customers that the database of the target takes'],
    ['dispatch', 'Readings of the dispatch table'],
  ] as const
  return [
    ...works.flatMap(([work, what]) =>
      need === undefined
        ? []
        : [row(what, need.customersPerMinute, 'a minute', need.from, perMinute(work))],
    ),
    logs,
  ].map((one) => ({ ...one, mark: 'inferred' as const }))
}

const row = (
  what: string,
  needed: number,
  unit: SizingRow['unit'],
  from: string,
  there?: number,
): SizingRow => ({
  what,
  needed: round(needed),
  unit,
  from,
  mark: 'stated',
  ...(there === undefined ? {} : { there: round(there) }),
  verdict: there === undefined ? 'not known' : there >= needed ? 'enough' : 'too little',
})

const round = (value: number): number =>
  value >= 100 ? Math.round(value) : Math.round(value * 10) / 10

/** Free space of all hosts of the target with this role together; undefined when one was not surveyed, or there is none. */
function freeGb(
  spec: ProjectSpec,
  survey: Survey | undefined,
  role: 'sip' | 'db' | 'log',
): number | undefined {
  const hosts = spec.hosts.filter((h) => h.system === 'target' && h.roles.includes(role))
  const free = hosts.map((host) => number(survey, host.name, 'disk.free'))
  if (free.length === 0 || free.includes(undefined)) return undefined
  return (free.reduce<number>((n, mib) => n + (mib ?? 0), 0) * 1.048576) / 1000
}

function number(survey: Survey | undefined, host: string, name: string): number | undefined {
  const fact = survey?.facts.findLast(
    (f) => f.subject.kind === 'host' && f.subject.id === host && f.name === name,
  )
  return typeof fact?.value === 'number' ? fact.value : undefined
}

/** Room for the copy: what the largest mount of the source's database uses, and a fifth more (I). */
function databaseRows(spec: ProjectSpec, survey: Survey | undefined): readonly SizingRow[] {
  const source = spec.hosts.find((h) => h.system === 'source' && h.roles.includes('db'))
  const mounts = (survey?.facts ?? []).filter(
    (f) =>
      f.subject.kind === 'host' && f.subject.id === source?.name && f.name.startsWith('disk.size.'),
  )
  const used = mounts.map((f) => {
    const free = number(survey, f.subject.id, f.name.replace('disk.size.', 'disk.free.')) ?? 0
    return typeof f.value === 'number' ? f.value - free : 0
  })
  if (used.length === 0) return []
  const most = Math.max(...used)
  const free = freeGb(spec, survey, 'db')
  return [
    {
      ...row(
        'Copy of the database on the target',
        (most * 1.2 * 1.048576) / 1000,
        'GB',
        `${most} MiB used on the fullest mount of ${source?.name ?? ''}, and a fifth more`,
        free,
      ),
      mark: 'inferred',
    },
  ]
}

/** As much as the source has, role by role (I): at the end the target carries all of it. */
function hardwareRows(spec: ProjectSpec, survey: Survey | undefined): readonly SizingRow[] {
  return (['db', 'sip', 'web'] as const).flatMap((role) =>
    (
      [
        ['hardware.cpus', 'cores', 'Processors'],
        ['hardware.memory', 'MiB', 'Memory'],
      ] as const
    ).flatMap(([name, unit, title]) => {
      const total = (system: 'source' | 'target'): number | undefined => {
        const hosts = spec.hosts.filter((h) => h.system === system && h.roles.includes(role))
        const all = hosts.map((host) => number(survey, host.name, name))
        return all.length === 0 || all.includes(undefined)
          ? undefined
          : all.reduce<number>((n, value) => n + (value ?? 0), 0)
      }
      const needed = total('source')
      return needed === undefined
        ? []
        : [
            {
              ...row(
                `${title} of the ${role} hosts`,
                needed,
                unit,
                'as much as the source has',
                total('target'),
              ),
              mark: 'inferred' as const,
            },
          ]
    }),
  )
}
