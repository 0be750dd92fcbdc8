import { expect, it } from 'vitest'
import { addRecent, withoutRecent } from '../../../../main/settings/recent-files.ts'

const file = (n: number) => ({ path: `/p${n}.switchyard`, name: `P${n}`, at: n })

it('recent files are newest first, each once, at most eight', () => {
  const files = [1, 2, 3, 4, 5, 6, 7, 8, 9, 3].reduce(
    (all: readonly ReturnType<typeof file>[], n) => addRecent(all, file(n)),
    [],
  )
  expect(files.map(({ at }) => at)).toEqual([3, 9, 8, 7, 6, 5, 4, 2])
})

it('a file that is gone leaves the list', () => {
  expect(withoutRecent([file(1), file(2)], '/p1.switchyard')).toEqual([file(2)])
})
