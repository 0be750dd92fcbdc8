import { expect, it } from 'vitest'
import { splitWords } from '../../../../../main/lab/hosts/words.ts'
import { shellLine } from '../../../../../main/ssh/quote.ts'

const home = '/home/op'

it.each([
  [
    "sh ~/.switchyard/step run a -- 'echo' 'x y'",
    ['sh', '/home/op/.switchyard/step', 'run', 'a', '--', 'echo', 'x y'],
  ],
  [String.raw`echo 'it'\''s'`, ['echo', "it's"]],
  ['echo "a b" c\\ d', ['echo', 'a b', 'c d']],
  ["echo '~/x' a~ ~", ['echo', '~/x', 'a~', '/home/op']],
  ['cat $HOME/f "$HOME/g"', ['cat', '/home/op/f', '/home/op/g']],
  ['echo \'\' ""', ['echo', '', '']],
  ['  ', []],
])('splits %s as a shell does', (line, words) => {
  expect(splitWords(line, home)).toEqual(words)
})

it('gives back every word that the product quotes', () => {
  const words = ['a', "it's", '$(rm) `x`', '', 'line\nbreak', '"', '\\', "''", '~', 'ü €']
  expect(splitWords(shellLine(words), home)).toEqual(words)
})

it.each(["echo 'open", 'a; b', 'a | b', 'a > b', 'a && b', 'echo $(id)', 'echo "$(id)"', 'ls *'])(
  'refuses %s instead of doing half of it',
  (line) => {
    expect(() => splitWords(line, home)).toThrow(/sh: 1:/)
  },
)
