import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLedger } from '../../../main/downtime/ledger.ts'
import type { Ledger, WindowSpec } from '../../../main/downtime/ledger.ts'
import { createProbes } from '../../../main/downtime/probes.ts'
import { createFollowingClock } from '../../../main/lab/lab-clock.ts'
import { ok } from '../../../shared/base/result.ts'
import { RunId } from '../../../shared/domain/ids.ts'
import type { JournalEvent } from '../../../shared/domain/journal.ts'
import { instant } from '../../../shared/domain/time.ts'
import { readFile } from 'node:fs/promises'
import { operate, startTestLab } from '../../helpers/lab.ts'
import type { TestLab } from '../../helpers/lab.ts'

const rate = 20
let lab: TestLab
let ledger: Ledger
let events: JournalEvent[]
const { clock: labClock } = createFollowingClock(Date.UTC(2026, 2, 1), rate)
const clock = { ...labClock, now: () => instant(labClock.now()) }

beforeEach(async () => {
  lab = await startTestLab({ rate })
  events = []
  ledger = createLedger({
    clock,
    append: async (added) => {
      events.push(...added)
      return ok(undefined)
    },
    probes: createProbes({
      // Written by the lab itself.
      radiusSecret: async () =>
        (
          JSON.parse(await readFile(join(lab.dir, 'secrets.json'), 'utf8')) as {
            radiusSecret: string
          }
        ).radiusSecret,
      caFile: join(lab.dir, 'api-ca.pem'),
    }),
  })
})
afterEach(() => lab.stop())

const windowOf = (service: string, probe: WindowSpec['probes'][number]): WindowSpec => ({
  run: RunId.parse('run-1'),
  member: 'us-sip',
  service,
  scope: 'us-sip',
  budgetMs: 180_000,
  probes: [probe],
})

/** Milliseconds of the lab's clock that `work` takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = clock.monotonicMs()
  await work()
  return clock.monotonicMs() - from
}

describe('ledger on the embedded lab', () => {
  it.each([
    ['voice', 'sip-options', 'src-sip-us', () => lab.spec.clusters[0]?.voice ?? ''],
    ['radius', 'radius-status', 'src-web', () => lab.spec.services.radius ?? ''],
    ['api', 'https', 'src-web', () => lab.spec.services.api],
    ['api', 'tcp', 'src-web', () => lab.spec.services.api],
  ] as const)('measures the move of the %s address by %s', async (service, kind, holder, of) => {
    const address = of()
    const window = await ledger.open(windowOf(service, { kind, address }))
    expect(window.used()).toBe(0)
    await operate(lab, holder, 'address-release', { address, service })
    const between = await timed(() => clock.sleep(8_000))
    await operate(lab, 'dsbc-a', 'address-claim', { address, service })
    const result = await window.close()
    expect(result.unknownSamples).toBe(0)
    // The operations themselves take time before and after the address is gone; never less than the sleep between.
    expect(result.measuredMs ?? 0).toBeGreaterThan(between - 2 * result.resolutionMs)
    expect(events.map((event) => event.kind)).toEqual(['downtime.opened', 'downtime.closed'])
  })

  it('sees the lock-out of one customer and not of another on the same address', async () => {
    const address = lab.spec.clusters[0]?.voice ?? ''
    const open = (user: string) =>
      ledger.open(windowOf('customer', { kind: 'sip-options', address, user }))
    const [locked, other] = await Promise.all([open('1555101'), open('1555103')])
    await operate(lab, 'src-db', 'customer-lock', { customer: '101' })
    const between = await timed(() => clock.sleep(6_000))
    await operate(lab, 'src-db', 'customer-unlock', { customer: '101' })
    const [down, up] = await Promise.all([locked.close(), other.close()])
    expect(down.measuredMs ?? 0).toBeGreaterThan(between - 2 * down.resolutionMs)
    expect(up.measuredMs).toBe(0)
  })
})
