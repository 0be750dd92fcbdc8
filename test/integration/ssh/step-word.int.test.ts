import { expect, test } from 'vitest'
import { poolFor, server } from '../../helpers/ssh-pool.ts'

/** What the supervisor says when it could not follow a step: exit code 70 and a sentence. */
test.each([
  ['before its header', '', 'the supervisor process gave no word'],
  [
    'behind its header',
    'switchyard-step 1 started\n',
    'the supervisor process ended without a word',
  ],
])(
  'a step whose supervisor gave up %s is lost with what the host said',
  async (_, header, said) => {
    const host = await server()
    host.faults.answer = (line, channel) => {
      if (!/ (run|follow) /.test(line)) return false
      channel.write(header)
      channel.stderr.write(`switchyard-step: ${said}\n`)
      channel.exit(70)
      channel.end()
      return true
    }
    const outcome = await poolFor([host]).step('h0', 'a1', ['true'], { patienceMs: 0 })
    expect(outcome.ending).toEqual({
      kind: 'lost',
      problem: {
        code: 'unknown-outcome',
        message: `h0 could not follow attempt a1: ${said}`,
        where: { host: 'h0' },
        safe: 'the command may still be running on the host; it will not be started twice',
        next: 'look at its load, its processes and ~/.switchyard there, then ask for the status of the attempt',
      },
    })
    expect(outcome.stderr.length).toBe(0)
  },
)
