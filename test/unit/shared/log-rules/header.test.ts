import { describe, expect, it } from 'vitest'
import { detectFormat } from '../../../../shared/log-rules/format.ts'
import { readHeader } from '../../../../shared/log-rules/header.ts'

/** Lines of our own making, in the formats of telecom hosts. */
const table: readonly (readonly [format: string, line: string, fields: object, text: string])[] = [
  [
    'syslog',
    'Jun 14 12:00:00 sip-1 kamailio[42]: ERROR: tm [t_lookup.c:10]: f(): lost',
    { host: 'sip-1', tag: 'kamailio', pid: '42' },
    'ERROR: tm [t_lookup.c:10]: f(): lost',
  ],
  ['syslog', 'Jun  4 02:00:00 db /usr/sbin/mysqld: ready', { tag: '/usr/sbin/mysqld' }, 'ready'],
  [
    'syslog',
    '2026-06-14T12:00:00.123456+02:00 sip-1 opensips[7]: ERROR:core:main: out',
    { tag: 'opensips', pid: '7' },
    'ERROR:core:main: out',
  ],
  [
    'syslog',
    'Jun 14 12:00:00 db mysqld: 260614 12:00:00 [Warning] slow',
    { tag: 'mysqld', level: 'warning' },
    'slow',
  ],
  [
    'syslog',
    'Jun 14 12:00:00 mac launchd[1] (com.example.x): gone',
    { tag: 'launchd', pid: '1' },
    'gone',
  ],
  [
    'syslog-pri',
    '<11>Jun 14 12:00:00 sip-1 app[3]: text',
    { level: 'error', rule: 'structured' },
    'text',
  ],
  [
    'syslog5424',
    '<28>1 2026-06-14T12:00:00Z sip-1 app 3 ID7 [x@1 a="b\\]"] text',
    { level: 'warning', tag: 'app', component: 'ID7' },
    'text',
  ],
  ['syslog5424', '<30>1 - - app - - - text', { level: 'info', host: undefined }, 'text'],
  [
    'asterisk',
    '[2026-06-14 12:00:00] NOTICE[163][C-0000002a] chan_sip.c: Registration failed',
    { level: 'info', component: 'chan_sip.c', pid: '163' },
    'Registration failed',
  ],
  ['asterisk', '[Jun 14 12:00:00] ERROR[9] pbx.c:88 in run_it: bad', { level: 'error' }, 'bad'],
  [
    'freeswitch',
    '2026-06-14 12:00:00.118695 99.53% [ERR] sofia.c:900 gone',
    { level: 'error', component: 'sofia.c' },
    'gone',
  ],
  [
    'freeswitch',
    'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee 2026-06-14 12:00:00.118695 [WARNING] x.c:9 slow',
    { level: 'warning' },
    'slow',
  ],
  [
    'freeradius',
    'Sun Jun 14 16:24:23 2026 : Auth: (12) Login incorrect: [anna]',
    { level: 'info' },
    'Login incorrect: [anna]',
  ],
  [
    'mysql',
    '2026-06-14T12:00:00.123456Z 8 [Warning] [MY-010055] [Server] lost',
    { level: 'warning', component: 'MY-010055', pid: '8' },
    'lost',
  ],
  ['mysql', '2026-06-14  2:00:00 8 [ERROR] lost', { level: 'error' }, 'lost'],
  ['mysql-old', '260614  0:04:00 [Warning] Access denied', { level: 'warning' }, 'Access denied'],
  [
    'apache-error',
    '[Sun Jun 14 14:32:52.123456 2026] [core:error] [pid 1:tid 2] [client 10.0.0.1:80] AH00128: no',
    { level: 'error', component: 'core', pid: '1' },
    'AH00128: no',
  ],
  [
    'apache-error',
    '[Sun Jun 14 14:32:52 2026] [error] [client [2001:db8::1]:80] no',
    { level: 'error' },
    'no',
  ],
  [
    'nginx',
    '2026/06/14 22:20:38 [error] 30708#0: *3 user lost, client: 10.0.0.1, server: x',
    { level: 'error', pid: '30708' },
    'user lost',
  ],
  [
    'access',
    '10.0.0.1 - anna [14/Jun/2026:12:00:00 +0200] "GET /x HTTP/1.1" 503 12',
    { level: 'error', rule: 'place' },
    '"GET /x HTTP/1.1" 503 12',
  ],
  [
    'json',
    '{"time":"2026-06-14T12:00:00Z","level":50,"msg":"boom","pid":3}',
    { level: 'error', rule: 'structured', pid: '3' },
    'boom',
  ],
  [
    'json',
    '{"level":"warn","msg":"slow","err":{"type":"TypeError","message":"x"}}',
    { level: 'warning' },
    'slow: TypeError: x',
  ],
  [
    'journald',
    '{"__REALTIME_TIMESTAMP":"1781438400000000","PRIORITY":"3","MESSAGE":"boom","_HOSTNAME":"h"}',
    { level: 'error', at: 1_781_438_400_000, host: 'h' },
    'boom',
  ],
  [
    'journald',
    '{"__REALTIME_TIMESTAMP":"1781438400000000","PRIORITY":"6","MESSAGE":[104,105]}',
    { level: 'info' },
    'hi',
  ],
  ['journald', '{"__REALTIME_TIMESTAMP":"1781438400000000","MESSAGE":[195,169]}', {}, 'é'],
  [
    'generic',
    '2026-06-14 12:00:00,123 WARN [main] com.example.Pool: empty',
    { level: 'warning', component: 'com.example.Pool' },
    'empty',
  ],
  [
    'generic',
    '2026-06-14 12:00:00,123 - ERROR [Quorum[id=1]/0:0:21:F@774] - gone',
    { level: 'error' },
    'gone',
  ],
  [
    'generic',
    '20260614-22:15:29:606|Steps|300|stand 3579',
    { component: 'Steps', pid: '300' },
    'stand 3579',
  ],
  [
    'generic',
    '06-14 16:13:38.811  1702  2395 E Window: frozen',
    { level: 'error', component: 'Window' },
    'frozen',
  ],
  [
    'generic',
    '- 1781438400 2026.06.14 n1 Jun 14 12:00:00 n1/n1 crond[9]: ran',
    { tag: 'crond', pid: '9', host: 'n1/n1' },
    'ran',
  ],
  ['plain', 'no header here', {}, 'no header here'],
]

describe('readHeader', () => {
  it.each(table)('reads %s: %s', (id, line, fields, text) => {
    const format = detectFormat([line, line, line])
    const header = readHeader(line, format)
    expect(format.id).toBe(id)
    expect(header).toMatchObject(fields)
    expect(header.text ?? line.slice(header.end, header.to)).toBe(text)
  })

  it('says in words why a file has its format', () => {
    expect(detectFormat(['Jun 14 12:00:00 h t: x', '\tmore']).why).toBe(
      '100 % of the first 1 lines begin with a time, a host and a tag with a colon (RFC 3164, or with an ISO time as rsyslog writes it)',
    )
  })

  it('reads lines that are not of the format as messages', () => {
    const format = detectFormat(['Jun 14 12:00:00 h t: x'])
    expect(readHeader('at com.example.Main(Main.java:1)', format)).toEqual({ end: 0 })
  })
})
