import type { Chance } from '../../../resources/samples/chance.ts'

/** Lines to break the reader with: our own formats, mutated, cut, joined, and bytes of no meaning. */

const own: readonly string[] = [
  'Jun 14 02:04:11 sip1 /usr/sbin/kamailio[2114]: ERROR: <core> [core/tcp_read.c:315]: tcp_read_data(): error reading: Connection reset by peer (104)',
  'Jun 14 02:04:11 db1 mysqld: message repeated 5 times: [ Aborted connection 118 to db: porta-billing user: x host: 10.0.0.7]',
  'Jun 14 02:04:12 db1 last message repeated 3 times',
  '<27>1 2026-06-14T02:04:11.003Z web1 nginx 77 - [x@1 a="b"] upstream timed out',
  '<13>Jun 14 02:04:11 web1 app[9]: failed to open /var/lib/x: No such file or directory',
  '[2026-06-14 02:04:11] ERROR[2211][C-0000002a] chan_sip.c: Call from 12025550147 to 33 rejected, cause 38',
  '2026-06-14 02:04:11.123456 [ERR] mod_sofia.c:1180 Profile internal: cannot bind',
  '2026-06-14T02:04:11.003123Z 12 [Warning] [MY-010055] [Server] IP address could not be resolved',
  '130324  0:04:00 [ERROR] /usr/sbin/mysqld: Table is marked as crashed',
  '2026/06/14 02:04:11 [error] 30708#0: *3 connect() failed (111: Connection refused), client: 192.0.2.8, server: a, request: "GET / HTTP/1.1"',
  '192.0.2.8 - - [14/Jun/2026:02:04:11 +0000] "GET /x?error=1 HTTP/1.1" 502 12 "-" "curl"',
  'Sun Jun 14 02:04:11 2026 : Error: rlm_sql (sql): Failed to connect, user=us10017-01',
  '2026-06-14 02:04:11,003 ERROR [pool-3] com.porta.Billing: transfer of i_customer=10017 failed',
  'java.lang.IllegalStateException: no session',
  '\tat com.porta.Billing.move(Billing.java:118)',
  'Caused by: java.net.SocketTimeoutException: Read timed out',
  'DBD::mysql::st execute failed: Lost connection at /home/porta/x.pl line 114, <FH> line 3.',
  '{"level":50,"time":1781402651003,"msg":"no route","err":{"stack":"Error: x\\n at y"}}',
  '{"__REALTIME_TIMESTAMP":"1781402651003000","PRIORITY":"3","MESSAGE":"oom","_COMM":"porter"}',
  'INFO: message=<INVITE sip:1@x SIP/2.0',
  'To: <sip:12025550147@sip.example.com>;tag=a>',
  '--- End of dump ---',
  '',
  ' ',
]

const letters =
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;=[](){}<>"\'/\\-_@#%&*+|~^$!?\t'

/** One line without its newline; as Latin-1, so that every byte may come. */
export function fuzzLine(chance: Chance): string {
  const kind = chance.between(0, 19)
  if (kind === 0) return randomText(chance, chance.between(0, 300), 256)
  if (kind === 1) return randomText(chance, chance.between(0, 120), letters.length)
  const line = own[chance.between(0, own.length - 1)] ?? ''
  if (kind <= 8) return withOtherNumbers(line, chance)
  if (kind <= 12) return mutated(line, chance)
  if (kind === 13) return line.slice(0, chance.between(0, line.length))
  if (kind === 14) return line.slice(chance.between(0, line.length))
  if (kind === 15) return `\u001b[31m${line}\u001b[0m`
  if (kind === 16) return `${'\0'.repeat(chance.between(1, 40))}${line}\r`
  if (kind === 17) return line + (own[chance.between(0, own.length - 1)] ?? '')
  if (kind === 18) return `${line} ${'x1 '.repeat(chance.between(1, 200))}`
  return line
}

function randomText(chance: Chance, length: number, range: number): string {
  let text = ''
  for (let i = 0; i < length; i += 1) {
    const at = chance.between(0, range - 1)
    text += range === 256 ? (at === 10 ? ' ' : String.fromCharCode(at)) : letters.charAt(at)
  }
  return text
}

const withOtherNumbers = (line: string, chance: Chance): string =>
  line.replaceAll(/\d/g, (digit) =>
    chance.between(0, 3) === 0 ? String(chance.between(0, 9)) : digit,
  )

function mutated(line: string, chance: Chance): string {
  let text = line
  for (let i = chance.between(1, 4); i > 0; i -= 1) {
    const at = chance.between(0, text.length)
    const to = Math.min(text.length, at + chance.between(0, 6))
    text = text.slice(0, at) + randomText(chance, chance.between(0, 6), 256) + text.slice(to)
  }
  return text
}
