import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseStatus, StepStreams } from '../../../../main/ssh/step-protocol.ts'

const collect = () => {
  const seen = { stdout: '', stderr: '', headers: 0 }
  const streams = new StepStreams(
    {
      stdout: (chunk) => void (seen.stdout += chunk.toString('latin1')),
      stderr: (chunk) => void (seen.stderr += chunk.toString('latin1')),
    },
    () => void (seen.headers += 1),
  )
  return { seen, streams }
}

const pieces = (text: string, cuts: number[]): Buffer[] => {
  const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b)
  return [0, ...at].map((from, i) => Buffer.from(text.slice(from, at[i]), 'latin1'))
}

test('header and trailer are taken off however the streams are cut into chunks', () => {
  const output = fc.string({ unit: 'binary-ascii', maxLength: 200 })
  fc.assert(
    fc.property(output, output, fc.array(fc.nat(400)), fc.nat(255), (out, err, cuts, code) => {
      const { seen, streams } = collect()
      for (const chunk of pieces(`switchyard-step 1 started\n${out}`, cuts)) streams.stdout(chunk)
      for (const chunk of pieces(`${err}\nswitchyard-step end exited ${code}\n`, cuts))
        streams.stderr(chunk)
      expect(streams.finish()).toEqual({ kind: 'exited', code })
      expect(seen).toEqual({ stdout: out, stderr: err, headers: 1 })
    }),
    { seed: 3 },
  )
})

test('a trailer that begins before the header is read, and all of stderr with it', () => {
  const output = fc.string({ unit: 'binary-ascii', maxLength: 200 })
  fc.assert(
    fc.property(output, output, fc.array(fc.nat(400)), fc.nat(30), (out, err, cuts, late) => {
      const { seen, streams } = collect()
      const stderr = pieces(
        `${err}\nswitchyard-step end exited 7\n`.slice(0, -late || undefined),
        cuts,
      )
      for (const chunk of stderr) streams.stderr(chunk)
      for (const chunk of pieces(`switchyard-step 1 started\n${out}`, cuts)) streams.stdout(chunk)
      if (late > 0) streams.stderr(Buffer.from('\nswitchyard-step end exited 7\n'.slice(-late)))
      expect(streams.finish()).toEqual({ kind: 'exited', code: 7 })
      // With all of the trailer after the header, the order was kept: what came before was a login script.
      const all = '\nswitchyard-step end exited 7\n'.length
      expect(seen).toEqual({ stdout: out, stderr: late < all ? err : '', headers: 1 })
    }),
    { seed: 5 },
  )
})

test('output that looks like a trailer stays output', () => {
  const { seen, streams } = collect()
  streams.stdout(Buffer.from('switchyard-step 1 attached\n'))
  streams.stderr(Buffer.from('\nswitchyard-step end exited 0\n\nswitchyard-step end exited 9\n'))
  expect(streams.finish()).toEqual({ kind: 'exited', code: 9 })
  expect(seen.stderr).toBe('\nswitchyard-step end exited 0\n')
})

test('without a header nothing counts as output of the command', () => {
  const { seen, streams } = collect()
  streams.stdout(Buffer.from('Welcome to this host!\nmore\n'))
  streams.stderr(Buffer.from('switchyard-step: bad attempt id\n'))
  expect([streams.acknowledged, streams.finish(), streams.complaint, seen]).toEqual([
    false,
    undefined,
    'bad attempt id',
    { stdout: '', stderr: '', headers: 0 },
  ])
})

test('what a login script prints before the header is not output of the command', () => {
  const { seen, streams } = collect()
  streams.stderr(Buffer.from('stty: not a tty\n'))
  streams.stdout(Buffer.from('Authorized use only!\nswitchyard-step 1 sta'))
  streams.stdout(Buffer.from('rted\nout'))
  streams.stderr(Buffer.from('err\nswitchyard-step end exited 0\n'))
  expect(streams.finish()).toEqual({ kind: 'exited', code: 0 })
  expect(seen).toEqual({ stdout: 'out', stderr: 'err', headers: 1 })
})

test.each([
  ['\nswitchyard-step end signalled 9\n', { kind: 'signalled', signal: 'KILL' }],
  ['\nswitchyard-step end vanished\n', { kind: 'vanished' }],
  ['\nswitchyard-step end exited 3', undefined],
])('trailer %j', (text, end) => {
  const { streams } = collect()
  streams.stderr(Buffer.from(text))
  expect(streams.finish()).toEqual(end)
})

test.each([
  ['absent\n', { kind: 'absent' }],
  ['running\n', { kind: 'running' }],
  ['exited 12\n', { kind: 'exited', code: 12 }],
  ['signalled 15\n', { kind: 'signalled', signal: 'TERM' }],
  ['vanished\n', { kind: 'vanished' }],
  ['Authorized use only!\nrunning\n', { kind: 'running' }],
  ['exited\n', undefined],
  ['running 1\n', undefined],
  ['', undefined],
])('status %j', (text, status) => {
  expect(parseStatus(text)).toEqual(status)
})
