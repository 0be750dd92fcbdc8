import { join } from 'node:path'
import { downtimeOf } from '../lab/book.ts'
import { pandaCustomers } from '../lab/data.ts'
import { labDown, labUp } from '../lab/lab.ts'
import { labPlace, movingAddress } from '../lab/layout.ts'
import { imported, setUp, statusOf, transferWords } from '../lab/product.ts'
import { worstOf, quantile } from '../lab/traffic/outages.ts'
import { startTraffic } from '../lab/traffic/traffic.ts'
import type { Figure } from './figure.ts'
import { figureOf } from './figure.ts'

/**
 * Interruptions on real hosts, as their clients see them: voice, RADIUS and API at the switchover, and the customers of the pilot.
 * Beside each outage stands what the product's own downtime clock says, as its peer. Needs root and the packages of test/lab.
 */
export async function benchLab({
  progress,
}: {
  readonly progress: (text: string) => void
}): Promise<readonly Figure[]> {
  const place = labPlace({ SWITCHYARD_LAB_NAME: 'sylabb', SWITCHYARD_LAB_OCTET: '81' })
  await labDown(place)
  try {
    await labUp(place, { xdrs: 100_000, say: progress })
    const product = await imported(place)
    const traffic = await startTraffic(place, join(place.dir, 'seen'))
    await setUp(product, (procedure, member) => progress(`${procedure} ${member ?? ''}`))
    const pilot = (await statusOf(product)).batches[0]
    const watched = pandaCustomers().filter(
      (c) => c.probe_account !== '' && pilot?.members.includes(c.id) === true,
    )
    traffic.watch({
      add: watched.map((c) => ({
        name: `customer-${c.id}`,
        kind: 'sip',
        address: movingAddress(place, c.environment === 'uk' ? 'uk1' : 'us1'),
        port: 5060,
        rate: 10,
        accounts: [c.probe_account],
      })),
    })
    progress(`customer-transfer of ${watched.length} customers`)
    const moved = await product.run(...transferWords(product, '--batch', pilot?.id ?? ''))
    if (moved.code !== 0) throw new Error(`the pilot did not move: ${moved.err.slice(-1000)}`)
    const { seen, calls } = await traffic.end()
    progress(`calls: ${calls.made} made, ${calls.lost} lost, ${calls.refused} refused in a move`)
    const windows = downtimeOf(product.project)
    const outage = (name: string, watch: string, service: string, member: string): Figure => {
      const window = windows.find((w) => w.service === service && w.member === member)
      if (window === undefined) throw new Error(`${service} of ${member} was not switched over`)
      const own = seen.filter((s) => s.watch === watch)
      const most = worstOf(own, window.opened_at, window.closed_at ?? Infinity)?.mostMs ?? 0
      return window.measured_ms === null || window.measured_ms === 0
        ? figureOf(name, most, 'ms')
        : figureOf(name, most, 'ms', 'downtime clock', window.measured_ms)
    }
    const disrupted = watched.map(
      (c) =>
        worstOf(
          seen.filter((s) => s.watch === `customer-${c.id}`),
          0,
          Infinity,
        )?.mostMs ?? 0,
    )
    return [
      outage('lab.outage.voice', 'voice-us1', 'voice', 'us1'),
      outage('lab.outage.radius', 'radius', 'radius', 'project'),
      outage('lab.outage.api', 'api', 'api', 'project'),
      figureOf('lab.customer.p50', quantile(disrupted, 0.5), 'ms'),
      figureOf('lab.customer.p95', quantile(disrupted, 0.95), 'ms'),
      figureOf('lab.calls.lost', calls.lost, 'calls'),
    ]
  } finally {
    await labDown(place)
  }
}
