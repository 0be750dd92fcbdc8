import { hash32 } from '../chance.ts'
import type { Level, LogKind } from './formats.ts'

/** What a quiet platform writes all day: mostly INFO, some WARN and ERROR that have nothing to do with a migration. */

type Dice = {
  /** A whole number below `n`, another one at each call. */
  roll(n: number): number
  number(): string
  ip(): string
  id(): string
}

type Shape = {
  readonly share: number
  readonly level: Level
  readonly tag?: string
  readonly text: (dice: Dice) => string
}

const shape = (share: number, level: Level, text: Shape['text'], tag?: string): Shape => ({
  share,
  level,
  text,
  ...(tag === undefined ? {} : { tag }),
})

const shapes: Readonly<Record<LogKind, readonly Shape[]>> = {
  sip: [
    shape(40, 'INFO', (d) => `${d.id()}@${d.ip()}: received REGISTER from udp:${d.ip()}:5060`),
    shape(20, 'INFO', (d) => `${d.id()}@${d.ip()}: INVITE ${d.number()} -> ${d.number()}`),
    shape(15, 'INFO', (d) => `call ${d.id()} ended, ${d.roll(900)} s, cause 16`, 'b2bua'),
    shape(12, 'INFO', (d) => `${d.id()}@${d.ip()}: OPTIONS answered`),
    shape(
      4,
      'WARN',
      (d) => `${d.id()}@${d.ip()}: no location for ${d.number()}, retry in ${1 + d.roll(4)}s`,
    ),
    shape(
      2,
      'WARN',
      (d) => `retransmission of INVITE to ${d.ip()} after ${500 * (1 + d.roll(4))} ms`,
      'b2bua',
    ),
    shape(1, 'ERROR', (d) => `${d.id()}@${d.ip()}: 403 Forbidden after auth reject`, 'b2bua'),
  ],
  billing: [
    shape(
      50,
      'INFO',
      (d) => `auth REGISTER User-Name = '${d.number()}' h323-conf-id = '${d.id()} ${d.id()}'`,
    ),
    shape(
      30,
      'INFO',
      (d) =>
        `acct Stop User-Name = '${d.number()}' call-id = '${d.id()}@${d.ip()}' charged ${d.roll(300)} s`,
    ),
    shape(
      6,
      'INFO',
      (d) => `rating: tariff ${100 + d.roll(30)} reloaded, ${1000 + d.roll(9000)} rates`,
    ),
    shape(3, 'WARN', () => `Reply-Message = Failed - Insufficient balance h323-return-code = 11`),
    shape(2, 'WARN', (d) => `slow query ${1 + d.roll(6)}.${d.roll(10)} s in get_rate`),
    shape(
      1,
      'ERROR',
      (d) =>
        `rating: no rate for ${4400 + d.roll(99)} in tariff ${100 + d.roll(30)} (account ${d.number()})`,
    ),
  ],
  access: [
    shape(
      40,
      'INFO',
      (d) =>
        `203.0.113.7|"POST /rest/Customer/get_customer_info HTTP/1.1" 200 ${900 + d.roll(2000)} "-" "acme-crm/3.2"`,
    ),
    shape(
      25,
      'INFO',
      (d) =>
        `203.0.113.7|"POST /rest/Account/get_account_list HTTP/1.1" 200 ${2000 + d.roll(9000)} "-" "acme-crm/3.2"`,
    ),
    shape(
      20,
      'INFO',
      (d) => `${d.ip()}|"GET /selfcare/ HTTP/1.1" 200 ${4000 + d.roll(900)} "-" "Mozilla/5.0"`,
    ),
    shape(
      2,
      'ERROR',
      (d) => `203.0.113.9|"POST /soap/ HTTP/1.1" 500 ${300 + d.roll(200)} "-" "PHP-SOAP/7.4"`,
    ),
  ],
  taskstack: [
    shape(
      30,
      'INFO',
      (d) => `task ${80_000 + d.roll(9000)} update_statistics: done in ${d.roll(90)}s`,
    ),
    shape(15, 'INFO', (d) => `task ${80_000 + d.roll(9000)} send_invoices: ${d.roll(40)} sent`),
    shape(
      3,
      'WARN',
      (d) =>
        `/rest/Customer/get_customer_list ${1 + d.roll(5)}.${d.roll(99)}s rows=${d.roll(1200)}`,
    ),
    shape(
      1,
      'ERROR',
      (d) => `task ${80_000 + d.roll(9000)} fetch_exchange_rates: timeout after 30s`,
    ),
  ],
  dispatch: [
    shape(50, 'INFO', (d) => `INVITE ${d.number()} lookup ${d.roll(4)} ms`),
    shape(20, 'INFO', (d) => `health source ok ${d.roll(9)} ms, target ok ${d.roll(9)} ms`),
    shape(2, 'WARN', (d) => `lookup of ${d.number()} took ${200 + d.roll(700)} ms`),
    shape(1, 'ERROR', (d) => `lookup timeout for ${d.number()}, fallback=source`),
  ],
  porter: [shape(1, 'INFO', (d) => `idle, ${d.roll(3)} sessions, spool ${d.roll(400)} MiB`)],
}

const totals: Readonly<Record<LogKind, number>> = {
  sip: total('sip'),
  billing: total('billing'),
  access: total('access'),
  taskstack: total('taskstack'),
  dispatch: total('dispatch'),
  porter: total('porter'),
}

function total(kind: LogKind): number {
  return shapes[kind].reduce((sum, s) => sum + s.share, 0)
}

/** Lab ms between two lines of a log. */
export const lineEveryMs: Readonly<Record<LogKind, number>> = {
  sip: 4000,
  billing: 6000,
  access: 9000,
  taskstack: 60_000,
  dispatch: 8000,
  porter: 600_000,
}

export type BackgroundLine = {
  readonly level: Level
  readonly text: string
  readonly tag?: string
  readonly jitter: number
}

/** Line `index` of a log: the same for the same seed and name. `numbers` are account numbers to talk about. */
export function backgroundLine(
  kind: LogKind,
  name: string,
  index: number,
  numbers: readonly string[],
): BackgroundLine {
  let state = hash32(`${name}/${index}`)
  const roll = (n: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  const dice: Dice = {
    roll,
    number: () => numbers[roll(numbers.length)] ?? `1555${1_000_000 + roll(8_999_999)}`,
    ip: () => `198.51.100.${1 + roll(250)}`,
    id: () => (0x1000_0000 + roll(0xefff_ffff)).toString(16),
  }
  const jitter = roll(1000) / 1000
  let left = roll(totals[kind])
  for (const { share, level, text, tag } of shapes[kind]) {
    left -= share
    if (left < 0) return { level, text: text(dice), jitter, ...(tag === undefined ? {} : { tag }) }
  }
  throw new Error(`shares of ${kind} do not add up`)
}
