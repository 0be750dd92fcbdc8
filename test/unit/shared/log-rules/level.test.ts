import { describe, expect, it } from 'vitest'
import { levelOf } from '../../../../shared/log-rules/level.ts'

/** Shapes of domain.md 8.2 and of the table of formats in log-check.md. */
describe('levelOf', () => {
  it.each([
    ['2024-06-11T02:14:07 sip01 edge[17785]: INFO: k9f2: received REGISTER', 'info', 'word'],
    ['2024-06-11T02:14:07 sip01 edge[17785]: WARN: no location, retry in 2s', 'warning', 'word'],
    ['2024-06-11T02:14:09 sip01 b2bua[17790]: ERROR: 403 Forbidden', 'error', 'word'],
    [
      "Jun 11 02:14:07 bill01 porta-billing[2211]: INFO  auth REGISTER User-Name = '44'",
      'info',
      'word',
    ],
    ['Jun 11 02:14:07 bill01 porta-billing[2211]: WARN  Reply-Message = Failed', 'warning', 'word'],
    ['Jun  1 02:15:31 bill01 porta-billing[2213]: ERROR rating: no rate', 'error', 'word'],
    ['2024-06-11 02:14:22 [ERROR] task 88213 close_billing_period: skipped', 'error', 'place'],
    ['2024-06-11 02:14:40 [WARN] /rest/Customer/get_customer_list 4.81s', 'warning', 'place'],
    [
      '203.0.113.7 - crm [11/Jun/2024:02:14:07 +0000] "POST /rest/x HTTP/1.1" 500 18',
      'other',
      'none',
    ],
    ['2024-06-11 02:18:20 ERROR porter[4410] customer 10420: import failed', 'error', 'word'],
    ['<11>1 2026-06-14T12:00:00Z host app - - - text', 'error', 'structured'],
    ['<14>Jun 11 02:14:07 host tag: ERROR: text', 'info', 'structured'],
    ['{"PRIORITY":"4","MESSAGE":"x"}', 'warning', 'structured'],
    ['{"time":1,"level":50,"msg":"x"}', 'error', 'structured'],
    ['{"severity":"warn","msg":"ERROR: not this one"}', 'warning', 'structured'],
    ['{"msg":"no level here"}', 'other', 'none'],
    ['[2012-02-13 17:21:54] NOTICE[1638][C-0000002a] chan_sip.c: text', 'info', 'place'],
    ['[2012-02-13 17:21:54] SECURITY[1638] res_security_log.c: text', 'info', 'place'],
    ['2021-03-01 18:01:24.118695 [ERR] sofia.c:900 text', 'error', 'place'],
    ['2021-03-01 18:01:24.118695 99.53% [WARNING] sofia.c:900 text', 'warning', 'place'],
    ['Thu Jun 26 16:24:23 2025 : Error: (0) rlm_sql: no connection', 'error', 'place'],
    ['Thu Jun 26 16:24:23 2025 : Auth: (0) Login incorrect: [x]', 'info', 'place'],
    ['130324  0:04:00 [Warning] IP address could not be resolved', 'warning', 'place'],
    ['2026-06-14T12:00:00.123456Z 8 [Warning] [MY-010055] [Server] text', 'warning', 'place'],
    ['2026-06-14 12:00:00 8 [ERROR] Aborted connection', 'error', 'place'],
    [
      '[Wed Oct 11 14:32:52.123456 2026] [core:error] [pid 1:tid 2] AH00128: text',
      'error',
      'place',
    ],
    ['2014/04/01 22:20:38 [error] 30708#0: *3 open() failed', 'error', 'place'],
    [
      'Jun 11 02:14:07 sip01 /usr/sbin/kamailio[1]: CRITICAL: <core> [main.c:1]: main(): x',
      'error',
      'word',
    ],
    ['2026-06-14 12:00:00,123 SEVERE [main] com.example.Main: text', 'error', 'word'],
    ['\u001b[31m2024-06-11 02:18:20 ERROR red\u001b[0m', 'error', 'word'],
    ['\0\0\0\u00002024-06-11 02:18:20 ERROR after a crash', 'error', 'word'],
    ['0 errors, no error, error=0, see error.log', 'other', 'none'],
    ['    at com.example.Foo.bar(Foo.java:1) ERROR', 'error', 'word'],
    ['connection refused, request failed', 'other', 'none'],
    ['', 'other', 'none'],
  ])('%s', (line, level, rule) => {
    expect(levelOf(line)).toEqual({ level, rule })
  })

  it('looks only at the beginning of a line, however long it is', () => {
    expect(levelOf(`${'x'.repeat(2000)} ERROR: late`)).toEqual({ level: 'other', rule: 'none' })
  })
})
