import { describe, expect, it } from 'vitest'
import { splitStatements } from '../../../../../main/data/sql/split-statements.ts'

const parts = (script: string): readonly string[] =>
  splitStatements(script).statements.map(({ text, line }) => `${line}: ${text}`)

describe('statements of a script', () => {
  it.each([
    ['select 1; select 2', ['1: select 1', '1: select 2']],
    ['\r\nselect 1;\r\n\r\nselect\r\n2;\r\n', ['2: select 1', '4: select\n2']],
    // Not within texts, names and comments.
    [
      "select ';' , \";\\\";\", `;`; select 'it''s;'",
      ['1: select \';\' , ";\\";", `;`', "1: select 'it''s;'"],
    ],
    ['select 1 -- ; no\n; select 2 # ; no\n', ['1: select 1 -- ; no', '2: select 2 # ; no']],
    ['select /* ;\n ; */ 1; select 2', ['1: select /* ;\n ; */ 1', '2: select 2']],
    // Two hyphens without a space are arithmetic.
    ['select 5--1; select 2', ['1: select 5--1', '1: select 2']],
    // Comments between statements are none; those that servers execute are.
    ['-- head\n# more\n/* and\nmore */\nselect 1;', ['5: select 1']],
    ['/*!40101 SET NAMES utf8 */;', ['1: /*!40101 SET NAMES utf8 */']],
    [
      'delimiter //\ncreate procedure p() begin select 1; end//\nDELIMITER ;\nselect 2;',
      ['2: create procedure p() begin select 1; end', '4: select 2'],
    ],
    ['', []],
    [';;\n ; -- nothing', []],
  ])('%j', (script, expected) => {
    expect(parts(script)).toEqual(expected)
  })

  it.each([
    ["select 1;\nselect 'abc", 2, 'a text in single quotes'],
    ['select 1;\n\n/* half', 3, 'a comment'],
    ['select `name', 1, 'a name in backquotes'],
    ["select 'ends in a backslash\\", 1, 'a text in single quotes'],
  ])('%j is open at its end, since line %d', (script, line, what) => {
    expect(splitStatements(script).open).toEqual({ what, line })
  })

  it('of ten million characters are parted in one pass', () => {
    const { statements } = splitStatements("insert into x values ('a;b');\n".repeat(333_334))
    expect([statements.length, statements.at(-1)?.line]).toEqual([333_334, 333_334])
  })
})
