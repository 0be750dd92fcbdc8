import { expect, test } from 'vitest'
import { createPageCrash } from '../../../../main/app/page-crash.ts'

/** Crashes at these seconds; what was done after each. */
async function crashesAt(seconds: readonly number[], answer = true): Promise<string[]> {
  const did: string[] = []
  let nowMs = 0
  const crashed = createPageCrash({
    nowMs: () => nowMs,
    reload: () => did.push('reload'),
    ask: () => {
      did.push('ask')
      return Promise.resolve(answer)
    },
    quit: () => did.push('quit'),
  })
  for (const second of seconds) {
    nowMs = second * 1000
    await crashed()
  }
  return did
}

test('a page that crashed is loaded again', async () => {
  expect(await crashesAt([0, 40, 100, 150])).toEqual(['reload', 'reload', 'reload', 'reload'])
})

test('a page that crashes at once is loaded again only when a person says so', async () => {
  expect(await crashesAt([0, 1, 2, 3, 4, 5])).toEqual([
    'reload',
    'reload',
    'ask',
    'reload',
    'reload',
    'reload',
    'ask',
    'reload',
  ])
})

test('who does not want it again quits', async () => {
  expect(await crashesAt([0, 1, 2], false)).toEqual(['reload', 'reload', 'ask', 'quit'])
})
