import { describe, expect, it } from 'vitest'
import { weekDays } from '../../../../../shared/planner/calendar/days.ts'
import { parseTraffic } from '../../../../../shared/planner/traffic/parse-traffic.ts'
import { hourIndex } from '../../../../../shared/planner/traffic/profile.ts'

const header = 'environment,day,hour,calls,p95'

/** Calls are the index of the hour, P95 twice that. */
const rowsOf = (environment: string): readonly string[] =>
  weekDays.flatMap((day, d) =>
    Array.from({ length: 24 }, (_, hour) => {
      const calls = hourIndex(d, hour)
      return `${environment},${day},${hour},${calls},${2 * calls}`
    }),
  )

const fileOf = (rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`

const messagesOf = (text: string): readonly string[] => {
  const parsed = parseTraffic(text, 'traffic.csv')
  if (parsed.ok) throw new Error('the file was accepted')
  const { message, where, more = [] } = parsed.problem
  return [{ message, where }, ...more].map(
    (one) =>
      `${[one.where?.line, one.where?.column].filter((part) => part !== undefined).join(':')} ${one.message}`,
  )
}

/** A good file with one row put in the place of another. */
const withRow = (index: number, row: string): string =>
  fileOf(rowsOf('uk').map((own, i) => (i === index ? row : own)))

describe('a traffic profile', () => {
  it('has 168 hours an environment, whatever the order of rows', () => {
    const text = fileOf([...rowsOf('us'), ...rowsOf('uk')].toReversed())
    const parsed = parseTraffic(text, 'traffic.csv')
    const hours = Array.from({ length: 168 }, (_, i) => ({ calls: i, p95: 2 * i }))
    expect(parsed).toEqual({
      ok: true,
      value: {
        environments: [
          { environment: 'uk', hours },
          { environment: 'us', hours },
        ],
      },
    })
  })

  it('may come from a spreadsheet: byte order mark, CRLF, quotes, blanks, decimals', () => {
    const plain = parseTraffic(fileOf(rowsOf('uk')), 'traffic.csv')
    const rows = rowsOf('uk').map((row) => {
      const [environment, day, hour, calls, p95] = row.split(',')
      return ` "${environment}",${day}, 0${hour} ,${calls}.00,"${p95}"`.replace(/ 0(\d\d) /, ' $1 ')
    })
    const text = `\uFEFF${[header, ...rows].join('\r\n')}\r\n\r\n`
    expect(parseTraffic(text, 'traffic.csv')).toEqual(plain)
  })

  it.each([
    [
      'environment,day,hour,calls',
      '1:5 The header has to be environment,day,hour,calls,p95; column 5 is missing.',
    ],
    [
      'environment,day,hour,p95,calls',
      '1:4 The header has to be environment,day,hour,calls,p95; column 4 is “p95”.',
    ],
    [
      `${header},note`,
      '1:6 The header has to be environment,day,hour,calls,p95; column 6 is “note”.',
    ],
    ['', '1:1 The header has to be environment,day,hour,calls,p95; column 1 is missing.'],
  ])('is refused with the header “%s”', (wrong, message) => {
    expect(messagesOf(`${wrong}\n${rowsOf('uk').join('\n')}`.trimStart())).toEqual([
      wrong === '' ? expect.stringContaining('column 1 is “uk”') : message,
    ])
  })

  it.each([
    [
      'uk,monday,3,4,9',
      '5:day day: write one of mon, tue, wed, thu, fri, sat, sun (it is “monday”)',
    ],
    ['uk,mon,24,4,9', '5:hour hour: write a whole hour from 0 to 23 (it is “24”)'],
    [
      'uk,mon,3,-4,9',
      '5:calls calls: write a number of concurrent calls such as 4 or 12.5 (it is “-4”)',
    ],
    ['uk,mon,3,4,', '5:p95 p95: write a number of concurrent calls such as 4 or 12.5 (it is “”)'],
    [
      'u k,mon,3,4,9',
      '5:environment environment: use letters, digits, dot, dash or underscore (it is “u k”)',
    ],
    ['uk,mon,3,4', '5 The row has 4 cells, the header has 5.'],
    ['uk,mon,3,4,"9', '5 A quotation mark is not closed.'],
  ])('is refused with the row %s', (row, message) => {
    expect(messagesOf(withRow(3, row))).toEqual([message])
  })

  it('is refused with all its bad rows at once', () => {
    const rows = rowsOf('uk').with(3, 'uk,mon,3,x,y').with(7, 'uk,mon')
    expect(messagesOf(fileOf(rows)).map((message) => message.split(' ')[0])).toEqual([
      '5:calls',
      '5:p95',
      '9',
    ])
  })

  it('counts what it does not list', () => {
    const messages = messagesOf(fileOf(rowsOf('uk').map((row) => `${row},x`)))
    expect([messages.length, messages.at(-1)]).toEqual([51, ' And 118 more.'])
  })

  it('is refused with an hour that is there twice, and so one that is missing', () => {
    expect(messagesOf(withRow(26, 'uk,mon,3,4,9'))).toEqual([
      '28:hour Monday 3:00 of environment “uk” is in row 5 already.',
      ' Environment “uk” has 167 of 168 hours; missing: Tuesday 2:00.',
    ])
    expect(messagesOf(fileOf(rowsOf('uk').slice(0, 160)))).toEqual([
      ' Environment “uk” has 160 of 168 hours; missing: Sunday 16:00, Sunday 17:00, Sunday 18:00 and 5 more.',
    ])
  })

  it('has rows', () => {
    expect(messagesOf(`${header}\n`)).toEqual([' There is no row in the file.'])
  })
})
