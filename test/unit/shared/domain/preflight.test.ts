import { describe, expect, it } from 'vitest'
import { preflight, preflightChecks, PreflightLimits } from '../../../../shared/domain/preflight.ts'
import type { PreflightCheck, PreflightFacts } from '../../../../shared/domain/preflight.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'

const now = instant(Date.UTC(2027, 0, 5, 0, 30))
const limits = PreflightLimits.parse({ secondOperator: 'ben' })

const good: PreflightFacts = {
  now,
  power: { source: 'mains' },
  sleep: { keptAwake: true },
  freeBytes: 100 * 1024 ** 3,
  hosts: [
    { host: 'src-db', hops: 0, roundTripMs: 20, skew: { skewMs: 3, uncertaintyMs: 12 } },
    { host: 'tgt-db', hops: 2, roundTripMs: 90, skew: { skewMs: -40, uncertaintyMs: 45 } },
  ],
  agent: { kind: 'answers', keys: 2, certificates: [] },
  operator: 'ana',
  dataProcess: { state: 'up', restarts: 0 },
  window: {
    title: 'Pilot',
    from: instant(now + 30 * 60_000),
    to: instant(now + 3 * 3_600_000),
    approvals: 2,
  },
  readOnly: false,
}

const look = (facts: Partial<PreflightFacts>, more: Partial<PreflightLimits> = {}) =>
  preflight({ ...good, ...facts }, { ...limits, ...more })
const one = (check: PreflightCheck, ...how: Parameters<typeof look>) =>
  look(...how).items.find((item) => item.check === check)

describe('a pre-flight', () => {
  it('is all ok where everything is, and says each thing', () => {
    const report = look({})
    expect(report.answer).toBe('ok')
    expect(report.items.map(({ check, answer }) => [check, answer])).toEqual(
      preflightChecks.map((check) => [check, 'ok']),
    )
    expect(report.items.map(({ sentence }) => sentence)).toEqual([
      'Pilot: its window opens in 30 min 00 s.',
      'ana and ben approve.',
      'On mains.',
      'This computer is kept awake. A closed lid still sends it to sleep.',
      '100 GiB free for the project file.',
      'All 2 hosts answer; the slowest is tgt-db with 90 ms, over 2 jump hosts.',
      "All clocks are within 1.0 s of this computer's.",
      'The SSH agent holds 2 keys. How long it keeps them is unknown: no agent tells.',
      'The data process is up.',
    ])
  })

  const unreachable = problem('host-unreachable', 'no route', { next: 'check the VPN' })
  const host = good.hosts[0]
  const hostWith = (more: object) => ({ hosts: host === undefined ? [] : [{ ...host, ...more }] })
  it.each([
    ['window', { readOnly: true }, 'block', /open for reading/],
    ['window', { window: undefined }, 'warn', /No window is planned/],
    ['power', { power: { source: 'unknown' } }, 'warn', /cannot be told/],
    ['power', { power: { source: 'battery', charge: 0.9 } }, 'warn', /90 % charge/],
    [
      'power',
      { power: { source: 'battery', charge: 0.2, leftMs: 1_800_000 } },
      'block',
      /20 %.*30 min/,
    ],
    ['power', { power: { source: 'battery' } }, 'warn', /charge unknown/],
    ['sleep', { sleep: { keptAwake: false } }, 'warn', /may fall asleep/],
    ['disk', { freeBytes: undefined }, 'warn', /cannot be told/],
    ['disk', { freeBytes: 1024 ** 3 }, 'warn', /1024 MiB free/],
    ['disk', { freeBytes: 10 * 1024 ** 2 }, 'block', /10 MiB free/],
    ['hosts', hostWith({ problem: unreachable }), 'block', /src-db does not answer: no route/],
    ['hosts', hostWith({ roundTripMs: 900 }), 'warn', /900 ms/],
    ['hosts', { hosts: [] }, 'warn', /no hosts/],
    [
      'clocks',
      hostWith({ skew: { skewMs: 2500, uncertaintyMs: 10 } }),
      'warn',
      /src-db \(2\.5 s ahead\)/,
    ],
    ['clocks', hostWith({ skew: { skewMs: -1005, uncertaintyMs: 10 } }), 'ok', /within/],
    ['clocks', hostWith({ skew: { skewMs: 0, uncertaintyMs: 4000 } }), 'warn', /closely enough/],
    ['clocks', hostWith({ skew: undefined }), 'warn', /1 of 1 hosts/],
    ['keys', { agent: { kind: 'none' } }, 'ok', /read from files/],
    ['keys', { agent: { kind: 'silent', why: 'refused' } }, 'warn', /does not answer: refused/],
    ['keys', { agent: { kind: 'answers', keys: 0, certificates: [] } }, 'warn', /holds no key/],
    ['data-process', { dataProcess: { state: 'down', restarts: 3 } }, 'block', /down/],
    ['data-process', { dataProcess: { state: 'up', restarts: 1 } }, 'warn', /restarted 1/],
  ] as const)('%s: %j is %s', (check, facts, answer, sentence) => {
    const item = one(check, facts as Partial<PreflightFacts>) // literals of a table are readonly tuples
    expect(item?.answer).toBe(answer)
    expect(item?.sentence).toMatch(sentence)
    // What is not ok names the next step.
    expect(item?.next === undefined).toBe(answer === 'ok')
  })

  it('blocks on a certificate that ends inside of the window, not on one that ends after it', () => {
    const withEnd = (validUntil: number): Partial<PreflightFacts> => ({
      agent: { kind: 'answers', keys: 1, certificates: [{ name: 'ana@corp', validUntil }] },
    })
    expect(one('keys', withEnd(now + 3_600_000))).toMatchObject({ answer: 'block' })
    expect(one('keys', withEnd(now + 4 * 3_600_000))).toMatchObject({ answer: 'ok' })
    expect(
      one('keys', {
        agent: {
          kind: 'answers',
          keys: 1,
          certificates: [{ name: 'early', validFrom: now + 60_000 }],
        },
      })?.answer,
    ).toBe('block')
  })

  it('wants a second person named where two have to approve, and another one', () => {
    expect(one('people', {}, { secondOperator: '' })?.answer).toBe('warn')
    expect(one('people', {}, { secondOperator: 'Ana' })?.answer).toBe('block')
    const single = good.window === undefined ? undefined : { ...good.window, approvals: 1 }
    expect(one('people', { window: single } as Partial<PreflightFacts>)?.sentence).toBe(
      'One approval is needed: ana can give it.',
    )
  })

  it('is as bad as its worst answer', () => {
    expect(look({ sleep: { keptAwake: false } }).answer).toBe('warn')
    expect(
      look({ sleep: { keptAwake: false }, dataProcess: { state: 'down', restarts: 0 } }).answer,
    ).toBe('block')
  })
})
