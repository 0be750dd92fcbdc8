import { expect, it } from 'vitest'
import { untilBegun } from '../../../../main/cli/until-begun.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import type { Result } from '../../../../shared/base/result.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import type { Problem } from '../../../../shared/domain/problems.ts'
import { saidOutput } from '../../../helpers/said-output.ts'

const words = { what: 'ids-split', again: 'the same command' }

/** Answers when it is told to stop. */
const stoppedWith =
  (answer: Result<number, Problem>) =>
  (stopping: AbortSignal): Promise<Result<number, Problem>> =>
    new Promise((resolve) => stopping.addEventListener('abort', () => resolve(answer)))

it('Ctrl-C before a run has begun tells it to stop, and says that nothing was begun and what to do', async () => {
  const { said, documents, output } = saidOutput()
  const refused = bad(problem('not-allowed', 'interrupted'))
  const begun = untilBegun(stoppedWith(refused), output, words)
  process.emit('SIGINT')
  expect(await begun).toEqual({ isInterrupted: true })
  expect(said).toEqual([
    'Interrupted: nothing of ids-split was begun, no host was changed. To begin it: the same command',
  ])
  expect(documents).toEqual([{ interrupted: true, begun: false }])
  expect(process.listenerCount('SIGINT')).toBe(0)
})

it('of a run that is there already it says what stays as it is', async () => {
  const { said, output } = saidOutput()
  const begun = untilBegun(stoppedWith(bad(problem('not-allowed', 'interrupted'))), output, {
    ...words,
    what: 'the undo of r0001',
    stays: 'What it has under way ends on its host.',
  })
  process.emit('SIGINT')
  await begun
  expect(said).toEqual([
    'Interrupted: nothing of the undo of r0001 was begun, no host was changed. What it has under way ends on its host. To begin it: the same command',
  ])
})

it.each([ok(7), bad(problem('not-allowed', 'not now'))])(
  'without Ctrl-C it answers what came of it, and listens no more',
  async (answer) => {
    const { said, output } = saidOutput()
    expect(await untilBegun(async () => answer, output, words)).toEqual({
      begun: answer,
      isInterrupted: false,
    })
    expect([said, process.listenerCount('SIGINT')]).toEqual([[], 0])
  },
)

it('what has begun all the same is answered: whoever follows it pauses it', async () => {
  const { said, output } = saidOutput()
  const begun = untilBegun(stoppedWith(ok(7)), output, words)
  process.emit('SIGINT')
  expect(await begun).toEqual({ begun: ok(7), isInterrupted: true })
  expect(said).toEqual([])
})
