import { someOf } from '../base/some-of.ts'
import { z } from 'zod'
import { formatMs } from './time.ts'
import type { Instant } from './time.ts'
import type { Problem } from './problems.ts'

/**
 * The look around before a window opens: is this computer, the way to the hosts, and are the people ready? Pure: facts in, a list of
 * answers out. `block` is what would certainly break the night; it is said, and never stops a person by force.
 */

export const PreflightLimits = z.strictObject({
  /** So long before a window the pre-flight runs by itself, minutes. */
  leadMinutes: z.number().int().min(5).max(240).default(30),
  /** A host's clock may be off by so much. */
  skewMs: z.number().int().min(10).max(60_000).default(1000),
  /** A round trip over the whole way of jump hosts may take so long. */
  roundTripMs: z.number().int().min(10).max(10_000).default(500),
  /** Free space where the project file is. */
  freeMiB: z.number().int().min(100).max(1_000_000).default(2048),
  /** On battery, less charge than this is too little for a window. */
  chargePercent: z.number().int().min(5).max(100).default(50),
  /** Who gives the second approval tonight. */
  secondOperator: z.string().trim().max(100).default(''),
})
export type PreflightLimits = z.infer<typeof PreflightLimits>

export type HostReadiness = {
  readonly host: string
  /** Jump hosts on the way. */
  readonly hops: number
  readonly roundTripMs?: number
  /** Absent: the host answers, and did not say what time it is. */
  readonly skew?: { readonly skewMs: number; readonly uncertaintyMs: number }
  /** Why it does not answer. */
  readonly problem?: Problem
}

export type CertificateFacts = {
  /** Comment or file of the certificate. */
  readonly name: string
  /** Epoch ms; absent: it does not end. */
  readonly validUntil?: number
  readonly validFrom?: number
}

export type AgentFacts =
  /** No agent is configured: keys come from files. */
  | { readonly kind: 'none' }
  | { readonly kind: 'silent'; readonly why: string }
  | {
      readonly kind: 'answers'
      readonly keys: number
      readonly certificates: readonly CertificateFacts[]
    }

export type NextWindow = {
  readonly title: string
  readonly from: Instant
  readonly to: Instant
  /** How many different people have to approve its start. */
  readonly approvals: number
}

export type PreflightFacts = {
  readonly now: Instant
  readonly power: {
    readonly source: 'mains' | 'battery' | 'unknown'
    /** 0 to 1. */
    readonly charge?: number
    /** Until the battery is empty, as the system estimates. */
    readonly leftMs?: number
  }
  readonly sleep: { readonly keptAwake: boolean }
  /** Of the folder of the project file; absent when it cannot be told. */
  readonly freeBytes?: number
  readonly hosts: readonly HostReadiness[]
  readonly agent: AgentFacts
  readonly operator: string
  readonly dataProcess: { readonly state: 'up' | 'restarting' | 'down'; readonly restarts: number }
  readonly window?: NextWindow
  readonly readOnly: boolean
}

export const preflightChecks = [
  'window',
  'people',
  'power',
  'sleep',
  'disk',
  'hosts',
  'clocks',
  'keys',
  'data-process',
] as const
export type PreflightCheck = (typeof preflightChecks)[number]

export type PreflightAnswer = 'ok' | 'warn' | 'block'

export type PreflightItem = {
  readonly check: PreflightCheck
  readonly answer: PreflightAnswer
  readonly sentence: string
  /** Where the answer is not ok. */
  readonly next?: string
}

export type PreflightReport = {
  readonly at: Instant
  readonly answer: PreflightAnswer
  readonly window?: NextWindow
  readonly items: readonly PreflightItem[]
}

export function preflight(facts: PreflightFacts, limits: PreflightLimits): PreflightReport {
  const items = [
    windowItem(facts),
    peopleItem(facts, limits),
    powerItem(facts, limits),
    sleepItem(facts),
    diskItem(facts, limits),
    hostsItem(facts, limits),
    clocksItem(facts, limits),
    keysItem(facts),
    dataItem(facts),
  ]
  return {
    at: facts.now,
    answer: worst(items.map(({ answer }) => answer)),
    items,
    ...(facts.window === undefined ? {} : { window: facts.window }),
  }
}

const rank: Readonly<Record<PreflightAnswer, number>> = { ok: 0, warn: 1, block: 2 }

const worst = (answers: readonly PreflightAnswer[]): PreflightAnswer =>
  answers.reduce<PreflightAnswer>((a, b) => (rank[b] > rank[a] ? b : a), 'ok')

const item =
  (check: PreflightCheck) =>
  (answer: PreflightAnswer, sentence: string, next?: string): PreflightItem => ({
    check,
    answer,
    sentence,
    ...(next === undefined ? {} : { next }),
  })

function windowItem({ now, window, readOnly }: PreflightFacts): PreflightItem {
  const say = item('window')
  if (readOnly)
    return say(
      'block',
      'The project is open for reading: nothing can be started from here.',
      'Close it where it is open for writing, then open it again.',
    )
  if (window === undefined)
    return say('warn', 'No window is planned.', 'Plan the batches, or start by hand.')
  if (now >= window.from) return say('ok', `${window.title}: its window is open.`)
  return say('ok', `${window.title}: its window opens in ${formatMs(window.from - now)}.`)
}

function peopleItem(
  { window, operator }: PreflightFacts,
  { secondOperator }: PreflightLimits,
): PreflightItem {
  const say = item('people')
  const needed = window?.approvals ?? 0
  if (needed === 0) return say('ok', 'No approval is needed.')
  if (needed === 1) return say('ok', `One approval is needed: ${operator} can give it.`)
  if (secondOperator === '')
    return say(
      'warn',
      `${needed} different people have to approve, and only ${operator} is named.`,
      'Name the second operator here, and make sure that he or she is awake.',
    )
  if (secondOperator.toLowerCase() === operator.toLowerCase())
    return say(
      'block',
      `${needed} different people have to approve; ${operator} is named twice.`,
      'Name another person.',
    )
  return say('ok', `${operator} and ${secondOperator} approve.`)
}

function powerItem(
  { power: { source, charge, leftMs } }: PreflightFacts,
  limits: PreflightLimits,
): PreflightItem {
  const say = item('power')
  if (source === 'unknown')
    return say('warn', 'Whether this computer runs on mains cannot be told.', 'Look at the plug.')
  if (source === 'mains') return say('ok', 'On mains.')
  const percent = charge === undefined ? undefined : Math.round(charge * 100)
  const figures = [
    percent === undefined ? 'charge unknown' : `${percent} % charge`,
    ...(leftMs === undefined ? [] : [`about ${formatMs(leftMs)} left`]),
  ].join(', ')
  return say(
    percent !== undefined && percent < limits.chargePercent ? 'block' : 'warn',
    `On battery: ${figures}.`,
    'Plug it in before the window opens.',
  )
}

const sleepItem = ({ sleep }: PreflightFacts): PreflightItem =>
  sleep.keptAwake
    ? item('sleep')('ok', 'This computer is kept awake. A closed lid still sends it to sleep.')
    : item('sleep')(
        'warn',
        'This computer may fall asleep now; it is kept awake from shortly before a window, and while a run goes on.',
        'Leave the lid open.',
      )

function diskItem({ freeBytes }: PreflightFacts, limits: PreflightLimits): PreflightItem {
  const say = item('disk')
  if (freeBytes === undefined)
    return say(
      'warn',
      'How much space is left for the project file cannot be told.',
      'Look at the disk.',
    )
  const freeMiB = freeBytes / 1024 ** 2
  const sentence =
    freeMiB >= 10_240
      ? `${Math.round(freeMiB / 1024)} GiB free for the project file.`
      : `${Math.round(freeMiB)} MiB free for the project file.`
  if (freeMiB >= limits.freeMiB) return say('ok', sentence)
  return say(
    freeMiB < limits.freeMiB / 10 ? 'block' : 'warn',
    sentence,
    `Make room: ${limits.freeMiB} MiB are wanted. Without space nothing can be journaled, and nothing goes on.`,
  )
}

function hostsItem({ hosts }: PreflightFacts, limits: PreflightLimits): PreflightItem {
  const say = item('hosts')
  const silent = hosts.filter(({ problem }) => problem !== undefined)
  if (silent.length > 0) {
    const [first] = silent
    return say(
      'block',
      `${list(silent.map(({ host }) => host))} ${silent.length === 1 ? 'does' : 'do'} not answer: ${first?.problem?.message ?? ''}`,
      first?.problem?.next ?? 'Test the connection under Hosts.',
    )
  }
  const trips = hosts.flatMap(({ host, hops, roundTripMs }) =>
    roundTripMs === undefined ? [] : [{ host, hops, roundTripMs }],
  )
  const slowest = trips.toSorted((a, b) => b.roundTripMs - a.roundTripMs)[0]
  if (slowest === undefined) return say('warn', 'There are no hosts.', 'Import the project.')
  const path = slowest.hops === 0 ? 'directly' : `over ${slowest.hops} jump hosts`
  const sentence = `All ${hosts.length} hosts answer; the slowest is ${slowest.host} with ${Math.ceil(slowest.roundTripMs)} ms, ${path}.`
  return slowest.roundTripMs <= limits.roundTripMs
    ? say('ok', sentence)
    : say(
        'warn',
        sentence,
        'Downtimes will be longer than planned over this link; use a better one, or a host nearer to the systems.',
      )
}

function clocksItem({ hosts }: PreflightFacts, limits: PreflightLimits): PreflightItem {
  const say = item('clocks')
  const told = hosts.flatMap(({ host, skew }) => (skew === undefined ? [] : [{ host, ...skew }]))
  const off = told.filter(
    ({ skewMs, uncertaintyMs }) => Math.abs(skewMs) - uncertaintyMs > limits.skewMs,
  )
  if (off.length > 0)
    return say(
      'warn',
      `${list(off.map(({ host, skewMs }) => `${host} (${formatMs(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead' : 'behind'})`))} ${off.length === 1 ? 'is' : 'are'} not on time.`,
      'Mend the time service (chronyc tracking) of the host, or of this computer: xDRs and logs carry these times.',
    )
  const doubtful = told.filter(({ uncertaintyMs }) => uncertaintyMs > limits.skewMs)
  const unknown = hosts.length - told.length
  if (unknown > 0 || doubtful.length > 0)
    return say(
      'warn',
      `The clocks of ${unknown + doubtful.length} of ${hosts.length} hosts cannot be told closely enough.`,
      'Try again; a slow link makes the measurement doubtful.',
    )
  return say('ok', `All clocks are within ${formatMs(limits.skewMs)} of this computer's.`)
}

function keysItem({ agent, now, window }: PreflightFacts): PreflightItem {
  const say = item('keys')
  if (agent.kind === 'none') return say('ok', 'No SSH agent is used: keys are read from files.')
  if (agent.kind === 'silent')
    return say(
      'warn',
      `The SSH agent does not answer: ${agent.why}.`,
      'Start it, or unlock it; otherwise keys are read from files.',
    )
  const end = window?.to ?? now
  const short = agent.certificates.filter(
    ({ validUntil, validFrom }) =>
      (validUntil !== undefined && validUntil < end) ||
      (validFrom !== undefined && validFrom > now),
  )
  if (short.length > 0)
    return say(
      'block',
      `${list(short.map(({ name }) => name))} ${short.length === 1 ? 'is' : 'are'} not valid until the end of the window.`,
      'Have the certificate renewed before the window opens.',
    )
  if (agent.keys === 0)
    return say(
      'warn',
      'The SSH agent holds no key.',
      'Load it (ssh-add), or keys are read from files.',
    )
  const certificates =
    agent.certificates.length === 0 ? '' : ` ${agent.certificates.length} certificates are valid.`
  return say(
    'ok',
    `The SSH agent holds ${agent.keys} keys.${certificates} How long it keeps them is unknown: no agent tells.`,
  )
}

function dataItem({ dataProcess: { state, restarts } }: PreflightFacts): PreflightItem {
  const say = item('data-process')
  if (state !== 'up')
    return say(
      'block',
      state === 'down' ? 'The data process is down.' : 'The data process is being restarted.',
      'Close the project and open it again.',
    )
  return restarts === 0
    ? say('ok', 'The data process is up.')
    : say(
        'warn',
        `The data process is up, and was restarted ${restarts} times.`,
        'Look into crash.log before the window.',
      )
}

/** At most three names; a sentence is no table. */
const list = (names: readonly string[]): string => someOf(names, 3)
