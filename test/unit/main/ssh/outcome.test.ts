import { expect, test } from 'vitest'
import { problem } from '../../../../shared/domain/problems.ts'
import { abortEnding, channelEnd, OutputCollector } from '../../../../main/ssh/outcome.ts'

const lost = () => problem('connection-lost', 'gone')

test.each([
  [{ code: 3 }, { kind: 'exited', code: 3 }],
  [
    { code: null, signal: 'SIGTERM' },
    { kind: 'signalled', signal: 'TERM' },
  ],
  [undefined, { kind: 'lost', problem: lost() }],
])('close after exit %j', (exit, end) => {
  expect(channelEnd(exit, lost)).toEqual(end)
})

test('each stream keeps its first bytes and counts the rest', () => {
  const output = new OutputCollector({ maxBytes: 4 })
  output.add('stdout', Buffer.from('abc'))
  output.add('stdout', Buffer.from('def'))
  output.add('stderr', Buffer.from('xyz'))
  const { ms, ...outcome } = output.outcome({ kind: 'exited', code: 0 })
  expect(ms).toBeGreaterThanOrEqual(0)
  expect(outcome).toEqual({
    ending: { kind: 'exited', code: 0 },
    stdout: Buffer.from('abcd'),
    stderr: Buffer.from('xyz'),
    stdoutBytes: 6,
    stderrBytes: 3,
    truncated: true,
  })
})

test('the reason of the abort is the ending', () => {
  expect(abortEnding(AbortSignal.abort('timed-out'))).toEqual({ kind: 'timed-out' })
  expect(abortEnding(AbortSignal.abort('cancelled'))).toEqual({ kind: 'cancelled' })
})
