import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvCell, csvText } from '../../../../shared/base/csv.ts'

describe('CSV for spreadsheets', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+44 20', "'+44 20"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['=1,2', '"\'=1,2"'],
    ['\n=1', '"\'\n=1"'],
    ['＝1', "'＝1"],
    ['a=b', 'a=b'],
    ['', ''],
  ])('writes %j as %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell)
  })

  it('ends every row with CRLF', () => {
    expect(
      csvText([
        ['a', 'b'],
        ['1', ''],
      ]),
    ).toBe('a,b\r\n1,\r\n')
  })

  it('comes back as it was, but for the apostrophe before what would be a formula', () => {
    const cells = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), { minLength: 1 })
    fc.assert(
      fc.property(cells, (rows) => {
        expect(parse(csvText(rows), { record_delimiter: '\r\n' })).toEqual(
          rows.map((row) =>
            row.map((cell) => (/^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell)),
          ),
        )
      }),
    )
  })
})
