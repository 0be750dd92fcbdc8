import { expect, it } from 'vitest'
import { showProgress } from '../../../../main/cli/progress.ts'
import { fakeRun } from '../../../helpers/fake-engine.ts'

it('a run that waits is shown at once, not with its next change only', () => {
  const run = fakeRun('run-1')
  run.change({ state: 'armed', waiting: 'waits for its planned start' })
  const written: string[] = []
  const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 }
  showProgress(run, stream as unknown as NodeJS.WriteStream)() // it is asked for no more
  expect(written).toEqual([expect.stringContaining('waits for its planned start')])
})
