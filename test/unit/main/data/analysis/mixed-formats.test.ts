import { describe, expect, it } from 'vitest'
import { keepRecord } from '../../../../../main/data/analysis/records.ts'
import { createScanner } from '../../../../../main/data/analysis/scan.ts'
import type { LogRecord } from '../../../../../shared/log-rules/types.ts'

/** A file to which programs with other formats write too, as one that a supervisor collects. */

const referenceAt = Date.parse('2026-06-15T00:00:00Z')
const syslog = (text: string): string => `Jun 14 12:00:00 h kamailio[7]: ${text}`
const json = '{"time":"2026-06-14T12:00:01Z","level":"info","msg":"request done"}'

function trouble(lines: readonly string[], every: boolean): (readonly unknown[])[] {
  const records: LogRecord[] = []
  const scanner = createScanner({
    host: 'h',
    file: 'f',
    referenceAt,
    every,
    onRecord: (record) => records.push(keepRecord(record)),
  })
  scanner.push(Buffer.from(`${lines.join('\n')}\n`))
  const { lines: counted, records: begun, continuations, refused } = scanner.end(true)
  expect(begun + continuations + refused).toBe(counted)
  return records
    .filter(({ level }) => level === 'error' || level === 'warning')
    .map(({ level, text, more, at }) => [level, text, more.length, at])
}

const second = Date.parse('2026-06-14T12:00:01Z')

describe.each([false, true])('a file of several formats (every line: %s)', (every) => {
  it.each([
    [
      'JSON in syslog',
      syslog('INFO: request done'),
      '{"time":"2026-06-14T12:00:01Z","level":"error","msg":"no rate plan"}',
      ['error', 'no rate plan', 0, second],
    ],
    [
      'an application in syslog',
      syslog('INFO: request done'),
      '2026-06-14 12:00:01,000 WARN [worker-1] com.acme.Pay: no rate plan',
      ['warning', 'no rate plan', 0, second],
    ],
    [
      'MariaDB in syslog',
      syslog('INFO: request done'),
      '2026-06-14 12:00:01 8 [ERROR] no rate plan',
      ['error', 'no rate plan', 0, second],
    ],
    [
      'a bare level in syslog',
      syslog('INFO: request done'),
      'ERROR: no rate plan',
      ['error', 'ERROR: no rate plan', 0, undefined],
    ],
    [
      'syslog in JSON',
      json,
      'Jun 14 12:00:01 h kamailio[7]: ERROR: no rate plan',
      ['error', 'ERROR: no rate plan', 0, second],
    ],
    [
      'FreeRADIUS in syslog',
      syslog('INFO: request done'),
      'Sun Jun 14 12:00:01 2026 : Error: no rate plan',
      ['error', 'no rate plan', 0, second],
    ],
  ])('hides no error of %s', (_, usual, strange, wanted) => {
    expect(trouble([...Array<string>(200).fill(usual), strange, usual], every)).toEqual([wanted])
    // Behind an error it is another one, and behind a record that was cut too.
    const error = syslog('ERROR: timed out')
    const long = Array<string>(1200).fill('\tmore')
    expect(
      trouble([...Array<string>(200).fill(usual), error, strange, usual], every).at(-1),
    ).toEqual(wanted)
    expect(
      trouble([...Array<string>(200).fill(usual), error, ...long, strange, usual], every).at(-1),
    ).toEqual(wanted)
  })

  it.each([
    ['\tat com.acme.Pay.run(Pay.java:7)', 'Caused by: java.io.IOException: ERROR: closed'],
    ['  ERROR: in a trace', 'Via: SIP/2.0/UDP 10.0.0.1', '2026-06-14 12:00:01 a page of a monitor'],
    ['HTTP/1.1 500 ERROR', 'Reason: Q.850;cause=16;text="WARNING"'],
  ])('leaves a trace or a dump with its record: %s', (...more) => {
    const usual = syslog('INFO: request done')
    expect(
      trouble(
        [...Array<string>(200).fill(usual), syslog('ERROR: timed out'), ...more, usual],
        every,
      ).map(([, text]) => text),
    ).toEqual(['ERROR: timed out'])
  })
})
