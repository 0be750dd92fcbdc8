import { expect, it } from 'vitest'
import { untilBegun } from '../../../../main/cli/until-begun.ts'
import type { Output } from '../../../../main/cli/output.ts'

function terminal() {
  const said: string[] = []
  const documents: unknown[] = []
  const output: Output = {
    json: false,
    say: (text) => void said.push(text),
    progress: (text) => void said.push(text),
    document: (value) => void documents.push(value),
    problem: () => 1,
  }
  return { said, documents, output }
}

it('Ctrl-C before a run has begun tells it to stop, and says that nothing was begun and what to do', async () => {
  const { said, documents, output } = terminal()
  const begun = untilBegun(
    (stopping) =>
      new Promise<string>((resolve) =>
        stopping.addEventListener('abort', () => resolve('refused')),
      ),
    output,
    { what: 'ids-split', again: 'the same command' },
  )
  process.emit('SIGINT')
  expect(await begun).toBeUndefined()
  expect(said).toEqual([
    'Interrupted: nothing of ids-split was begun, no host was changed. To begin it: the same command',
  ])
  expect(documents).toEqual([{ interrupted: true, begun: false }])
  expect(process.listenerCount('SIGINT')).toBe(0)
})

it('without Ctrl-C it answers what was begun, and listens no more', async () => {
  const { said, output } = terminal()
  expect(await untilBegun(async () => 7, output, { what: 'x', again: 'y' })).toBe(7)
  expect([said, process.listenerCount('SIGINT')]).toEqual([[], 0])
})

it('what has begun all the same is answered: whoever follows it pauses it', async () => {
  const { said, output } = terminal()
  const begun = untilBegun(
    (stopping) =>
      new Promise<{ ok: true }>((resolve) =>
        stopping.addEventListener('abort', () => resolve({ ok: true })),
      ),
    output,
    { what: 'x', again: 'y', hasBegun: ({ ok }) => ok },
  )
  process.emit('SIGINT')
  expect(await begun).toEqual({ ok: true })
  expect(said).toEqual([])
})
