import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { httpAsker } from './ask-http.ts'
import { radiusAsker } from './ask-radius.ts'
import { sipAsker } from './ask-sip.ts'
import type { Ask, Outcome } from './ask.ts'

/**
 * The outside world, in the namespace of the client: asks at fixed times, each time anew, without repeating, and writes a line for
 * every question. It knows nothing of the product. `node witness.ts ORDER` with the order as JSON; one JSON line on stdin a change
 * of what is asked; it ends with stdin.
 */
export const Watch = z.strictObject({
  name: z.string(),
  kind: z.enum(['sip', 'http', 'radius']),
  /** Address and port that are asked. */
  address: z.string(),
  port: z.number(),
  /** Questions a second. */
  rate: z.number(),
  /** Asked for one after the other; none asks the service itself. */
  accounts: z.array(z.string()).default([]),
  /** HTTP only: every second question posts an xDR. */
  posts: z.boolean().default(false),
})
export type Watch = z.input<typeof Watch>

const Order = z.strictObject({ out: z.string(), watches: z.array(Watch) })
const Change = z.strictObject({
  add: z.array(Watch).default([]),
  stop: z.array(z.string()).default([]),
})

type Watching = { readonly stop: () => void }

const order = Order.parse(JSON.parse(process.argv[2] ?? ''))
const file = createWriteStream(order.out)
const watching = new Map<string, Watching>()

const line = (
  watch: string,
  sent: number,
  done: number,
  { result, node, account, key }: Outcome,
): void =>
  void file.write(
    `${[watch, sent.toFixed(1), done.toFixed(1), result, node || '-', account || '-', key || '-'].join(' ')}\n`,
  )

const now = (): number => performance.timeOrigin + performance.now()

function start(watch: z.output<typeof Watch>): Watching {
  const asker: Ask = { sip: sipAsker, http: httpAsker, radius: radiusAsker }[watch.kind](watch)
  const every = 1000 / watch.rate
  const began = performance.now()
  let asked = 0
  let timer: NodeJS.Timeout | undefined
  const tick = (): void => {
    // Catches up after a pause of this process, so that the number of questions is what was ordered.
    while (performance.now() - began >= asked * every) {
      const sent = now()
      const account =
        watch.accounts.length === 0 ? '' : (watch.accounts[asked % watch.accounts.length] ?? '')
      asker.ask(asked, account, (outcome) => line(watch.name, sent, now(), outcome))
      asked++
    }
    // Woken for a question and for nothing else: the witness shares the processors with what it watches.
    timer = setTimeout(tick, Math.max(1, Math.ceil(asked * every - (performance.now() - began))))
  }
  tick()
  return {
    stop() {
      clearTimeout(timer)
      asker.close()
    },
  }
}

for (const watch of order.watches) watching.set(watch.name, start(watch))
process.stdout.write('watching\n')

const input = createInterface({ input: process.stdin })
input.on('line', (text) => {
  const { add, stop } = Change.parse(JSON.parse(text))
  for (const name of stop) {
    watching.get(name)?.stop()
    watching.delete(name)
  }
  for (const watch of add) if (!watching.has(watch.name)) watching.set(watch.name, start(watch))
})
// Late answers still count: two seconds is the longest that anybody waits.
input.on('close', () => {
  for (const watch of watching.values()) watch.stop()
  setTimeout(() => file.end(() => process.exit(0)), 2200)
})
