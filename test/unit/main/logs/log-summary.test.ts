import { describe, expect, it } from 'vitest'
import { summariseLogs } from '../../../../main/logs/log-summary.ts'
import { HostName } from '../../../../shared/domain/ids.ts'
import { logCollection, nothingRead } from '../../../helpers/log-collection.ts'
import { commandOutcome } from '../../../helpers/log-host.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import { problem } from '../../../../shared/domain/problems.ts'

describe('the summary of a fetch of logs', () => {
  it('counts what was read of a host beside what could not be, and says which it was', async () => {
    const { logs, collectAll } = logCollection()
    logs.append('a.log', 'INFO one\nERROR two\n')
    logs.append('b.log', 'ERROR three\n')
    logs.answer = (words) =>
      words[0] === 'log-read' && words.includes('b.log')
        ? commandOutcome('', 77, 'log-read: b.log may not be read')
        : undefined
    const down = problem('connection-lost', 'it does not answer')
    expect(
      summariseLogs([
        { ...(await collectAll()), skew: ok({ skewMs: 0, uncertaintyMs: 1 }) },
        {
          host: HostName.parse('sip02'),
          result: bad(down),
          read: nothingRead,
          seen: false,
          skew: bad(down),
        },
      ]),
    ).toEqual({
      answer: 'unknown',
      sentence:
        '2 new lines from 1 host, 1 error and 0 warnings; not all read: sip01: the login user of sip01 may not read b.log (add the user to the group that may, adm for most logs, or leave out what is none of the project: ' +
        'a line each in ~/.switchyard/log-folders of that user, !b.log); not read: sip02: it does not answer',
    })
  })

  it('counts what came of a log before the link broke', async () => {
    const { logs, events, collectAll } = logCollection()
    const line = `INFO ${'x'.repeat(58)}\n`
    logs.append('a.log', line.repeat(9000)) // more than the first piece
    let pieces = 0
    logs.answer = ([operation]) =>
      operation !== 'log-read' || (pieces += 1) === 1
        ? undefined
        : {
            ...commandOutcome(''),
            ending: { kind: 'lost', problem: problem('connection-lost', 'the link broke') },
          }
    const first = await collectAll()
    expect(summariseLogs([first]).sentence).toBe(
      '8192 new lines from 1 host, 0 errors and 0 warnings; not all read: sip01: the link broke',
    )
    logs.answer = () => undefined
    expect(summariseLogs([await collectAll()]).sentence).toMatch(/^808 new lines from 1 host/)
    expect(events).toMatchObject([
      { from: 0, to: 524_288, lines: 8192 },
      { from: 524_288, to: 576_000, lines: 808 },
    ])
  })
})
