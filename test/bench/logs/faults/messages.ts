import type { Level } from '../../../../shared/log-rules/level.ts'
import type { Caller, Program } from './world.ts'

/** What the platform's programs write on any day. Shapes as in domain.md 8.2 and log-check.md; the words are our own. */

export type Dice = {
  readonly caller: () => Caller
  readonly roll: (low: number, high: number) => number
  readonly hex: (digits: number) => string
  readonly ip: () => string
  readonly one: <T>(list: readonly T[]) => T
  /** Lines that move with the release: `line 42`. */
  readonly line: (n: number) => number
}

export type Message = {
  readonly program: Program
  readonly level: Level
  /** Lines an hour on each host of the program. */
  readonly perHour: number
  /** Evenly, like a clock, instead of by chance. */
  readonly clockwork?: boolean
  /** Begins at this hour of the day and comes all at once, every night. */
  readonly nightlyAt?: number
  readonly text: (d: Dice) => string
}

const msg = (
  program: Program,
  level: Level,
  perHour: number,
  text: Message['text'],
  more: Pick<Message, 'clockwork' | 'nightlyAt'> = {},
): Message => ({ program, level, perHour, text, ...more })

const callId = (d: Dice): string => `${d.hex(8)}-${d.hex(4)}@${d.ip()}`

export const heartbeat = msg(
  'mysql',
  'info',
  12,
  (d) => `heartbeat of replica ${d.roll(1, 2)} received, lag ${d.roll(0, 900)} ms`,
  { clockwork: true },
)
export const callEnded = msg(
  'kamailio',
  'info',
  14,
  (d) =>
    `dialog(): call ${callId(d)} ended after ${d.roll(1, 900)} s, cause ${d.one([16, 16, 16, 17, 19, 31])}`,
)
/** Known warnings that a fault makes frequent for one customer. */
export const slowRegistration = msg(
  'kamailio',
  'warning',
  9,
  (d) =>
    `registrar: contact of ${d.caller().account} expires in ${d.roll(1, 60)} s, refreshed late`,
)
export const retransmission = msg(
  'asterisk',
  'warning',
  9,
  (d) =>
    `Retransmission timeout reached for account ${d.caller().account} on transmission ${d.hex(8)} after ${d.roll(1, 32) * 1000} ms`,
)
/** Known errors; a hard fault differs from each in one word. */
export const authFailed = msg(
  'asterisk',
  'error',
  0.5,
  (d) => `Failed to authenticate endpoint for account ${d.caller().account} from ${d.ip()}:5060`,
)
export const noRate = msg(
  'perl',
  'error',
  0.5,
  (d) =>
    `rating: no rate for ${d.roll(1000, 9999)} in tariff ${d.roll(100, 130)} (account ${d.caller().account})`,
)
export const profileMissing = msg(
  'radius',
  'error',
  0.5,
  (d) =>
    `rlm_sql (billing): could not read profile of user ${d.caller().account} in ${d.roll(1, 90)} ms`,
)
export const requestFailed = msg(
  'java',
  'error',
  0.4,
  (d) => `Request /rest/Customer/get_customer_info failed for i_customer=${d.caller().customer}`,
)

export const registered = msg('kamailio', 'info', 10, (d) => {
  const c = d.caller()
  return `registrar: REGISTER of ${c.account} from ${c.address}:5060, call-id=${callId(d)}`
})

/** What a restart writes, many at once. */
export const lostDatabase = msg(
  'perl',
  'warning',
  0.3,
  (d) =>
    `DBI: connection ${d.roll(1, 40)} to main database lost, trying again at /opt/billing/lib/Db.pm line ${d.line(118)}.`,
)
export const reconnected = msg(
  'perl',
  'info',
  0.3,
  (d) => `DBI: connection ${d.roll(1, 40)} is back after ${d.roll(1, 900)} ms`,
)

export const messages: readonly Message[] = [
  heartbeat,
  callEnded,
  slowRegistration,
  retransmission,
  authFailed,
  noRate,
  profileMissing,
  requestFailed,
  registered,
  lostDatabase,
  reconnected,
  msg(
    'kamailio',
    'info',
    6,
    (d) => `tm: ${callId(d)}: INVITE ${d.caller().account} -> ${d.caller().account}`,
  ),
  msg(
    'kamailio',
    'warning',
    1,
    (d) => `tm: retransmission of INVITE to ${d.ip()} after ${500 * d.roll(1, 4)} ms`,
  ),
  msg(
    'kamailio',
    'warning',
    0.6,
    (d) =>
      `nathelper: no location for ${d.caller().sipUser}@${d.caller().domain}, retry in ${d.roll(1, 5)}s`,
  ),
  msg(
    'kamailio',
    'error',
    0.5,
    (d) =>
      `<core> [parser/msg_parser.c:${d.line(748)}]: parse_msg(): bad first line from ${d.ip()}:${d.roll(1024, 65535)}`,
  ),
  msg(
    'kamailio',
    'error',
    0.4,
    (d) =>
      `db_mysql: query on server db1 took ${d.roll(2, 9)}.${d.roll(10, 99)} s, connection ${d.hex(12)}`,
  ),
  msg(
    'asterisk',
    'info',
    6,
    (d) => `PJSIP/${d.caller().account}-${d.hex(8)} answered in ${d.roll(100, 9000)} ms`,
  ),
  msg(
    'asterisk',
    'warning',
    0.7,
    (d) =>
      `res_rtp: no packets from ${d.ip()}:${d.roll(10_000, 20_000)} for ${d.roll(2, 30)} seconds`,
  ),
  msg(
    'asterisk',
    'warning',
    0.5,
    (d) =>
      `Channel PJSIP/${d.caller().account}-${d.hex(8)}: codec ${d.one(['g729', 'opus', 'g722'])} not offered`,
  ),
  msg(
    'asterisk',
    'error',
    0.3,
    (d) =>
      `voicemail: mailbox ${d.caller().account} has no greeting file /var/spool/vm/${d.roll(1000, 9999)}/greet.wav`,
  ),
  msg('asterisk', 'info', 1, () => `cdr: batch posted`, { clockwork: true }),
  msg(
    'radius',
    'info',
    9,
    (d) =>
      `(${d.roll(1, 9999)}) Login OK: [${d.caller().account}] (from client sip${d.roll(1, 6)} port 0)`,
  ),
  msg(
    'radius',
    'warning',
    1,
    (d) =>
      `(${d.roll(1, 9999)}) Login incorrect (sql: no such user): [${d.roll(100, 999)}] (from client sip${d.roll(1, 6)} port 0)`,
  ),
  msg(
    'radius',
    'warning',
    0.5,
    (d) =>
      `Discarding duplicate request from client sip${d.roll(1, 6)} port ${d.roll(1024, 65535)} - ID: ${d.roll(0, 255)} due to unfinished request`,
  ),
  msg(
    'radius',
    'error',
    0.3,
    (d) => `rlm_rest (events): no answer from https://${d.ip()}/espf in ${d.roll(1000, 5000)} ms`,
  ),
  msg(
    'perl',
    'info',
    8,
    (d) =>
      `acct Stop User-Name = '${d.caller().account}' call-id = '${callId(d)}' charged ${d.roll(1, 300)} s`,
  ),
  msg(
    'perl',
    'warning',
    1.2,
    (d) => `slow query ${d.roll(1, 7)}.${d.roll(0, 9)} s in get_rate for ${d.caller().account}`,
  ),
  msg(
    'perl',
    'warning',
    0.6,
    (d) =>
      `Use of uninitialized value in concatenation at /opt/billing/lib/Report.pm line ${d.line(311)}.`,
  ),
  msg(
    'perl',
    'error',
    0.4,
    (d) =>
      `task ${d.roll(80_000, 89_000)} fetch_exchange_rates: timeout after 30s at /opt/billing/bin/rates.pl line ${d.line(77)}.`,
  ),
  msg(
    'perl',
    'warning',
    0.5,
    (d) =>
      `Reply-Message = Failed - Insufficient balance h323-return-code = 11 User-Name = '${d.caller().account}'`,
  ),
  msg(
    'mysql',
    'info',
    2,
    (d) => `[MY-010931] [Server] checkpoint ${d.hex(10)} written, ${d.roll(1, 4000)} pages`,
  ),
  msg(
    'mysql',
    'warning',
    1.2,
    (d) =>
      `[MY-010055] [Server] IP address '${d.ip()}' could not be resolved: Name or service not known`,
  ),
  msg(
    'mysql',
    'warning',
    0.9,
    (d) =>
      `[MY-013712] [Repl] transaction of i_customer = ${d.caller().customer} waited ${d.roll(1, 20)} s for a lock`,
  ),
  msg(
    'mysql',
    'error',
    0.5,
    (d) =>
      `[MY-010584] [Repl] Replica SQL for channel '': worker ${d.roll(1, 8)} failed at source log bin.${d.roll(100_000, 999_999)}, end_log_pos ${d.roll(1000, 99_999_999)}`,
  ),
  msg(
    'nginx',
    'warning',
    1.2,
    (d) =>
      `*${d.roll(1, 99_999)} a client request body is buffered to a temporary file /var/lib/nginx/body/${d.roll(1_000_000, 9_999_999)}, client: ${d.ip()}, server: api.panda.example, request: "POST /rest/Account/get_account_list HTTP/1.1"`,
  ),
  msg(
    'nginx',
    'error',
    0.7,
    (d) =>
      `*${d.roll(1, 99_999)} upstream prematurely closed connection while reading response header from upstream, client: ${d.ip()}, server: api.panda.example, request: "POST /soap/ HTTP/1.1", upstream: "http://127.0.0.1:8080/soap/"`,
  ),
  msg(
    'nginx',
    'error',
    0.5,
    (d) =>
      `*${d.roll(1, 99_999)} open() "/var/www/html/${d.hex(6)}.php" failed (2: No such file or directory), client: ${d.ip()}, server: portal.panda.example, request: "GET /${d.hex(6)}.php HTTP/1.1"`,
  ),
  msg(
    'java',
    'info',
    4,
    (d) =>
      `session ${d.hex(16)} of user ${d.one(['crm', 'portal', 'noc'])} closed, status ${d.one([200, 200, 200, 401, 500])}`,
  ),
  msg(
    'java',
    'warning',
    0.8,
    (d) => `token of user ${d.one(['crm', 'portal', 'noc'])} expires in ${d.roll(10, 90)} s`,
  ),
  msg(
    'perl',
    'warning',
    60,
    (d) => `nightly: customer ${d.caller().customer} has no invoice template, default used`,
    { nightlyAt: 23.5 },
  ),
  msg(
    'perl',
    'info',
    90,
    (d) => `nightly: statistics of ${d.roll(1, 4000)} rows done in ${d.roll(1, 90)}s`,
    { nightlyAt: 23.5 },
  ),
]
