import { describe, expect, it } from 'vitest'
import { continues, repeatedIn, traceOf } from '../../../../shared/log-rules/join.ts'
import { suspectWord } from '../../../../shared/log-rules/suspect.ts'

describe('suspectWord', () => {
  it.each([
    ['connection refused by peer', 'refused'],
    ['java.net.ConnectException: x', 'ConnectException'],
    ['query timed out', 'timed out'],
    ['3 errors found', 'errors'],
    ['error=5', 'error'],
    ['10 errors', 'errors'],
    ['0 errors', undefined],
    ['no error', undefined],
    ['without error', undefined],
    ['error=0', undefined],
    ['errors: 0', undefined],
    ['failed=0 ok=3', undefined],
    ['opened /var/log/error.log', undefined],
    ['ErrorDocument 404', undefined],
    ['GET /error/page', undefined],
    ['terrors and failsafe', undefined],
    ['0 errors, but the disk failed', 'failed'],
  ])('finds in %j: %s', (text, word) => {
    expect(suspectWord(text)).toBe(word)
  })
})

describe('joining', () => {
  it.each([
    '\tat x',
    ' more',
    'Caused by: x',
    '... 12 more',
    'at a.b.C(D.java:1)',
    '#0  0x7f',
    'Traceback (most',
  ])('goes on with %j', (text) => expect(continues(text)).toBe(true))

  it('begins anew with words', () => {
    expect(['at noon', 'attached', 'Callback'].map(continues)).toEqual([false, false, false])
  })

  it('reads repeated messages of both kinds', () => {
    expect(repeatedIn('message repeated 5 times: [ Failed password]')).toEqual({
      times: 5,
      text: 'Failed password',
    })
    expect(repeatedIn('last message repeated 3 times')).toEqual({ times: 3 })
    expect(repeatedIn('message repeated')).toBeUndefined()
  })

  it('names a trace by its exception and its first frame that is not the runtime’s', () => {
    expect(
      traceOf([
        'java.lang.IllegalStateException: 42',
        '\tat java.util.X.y(X.java:1)',
        '\tat org.acme.Z.run(Z.java:9)',
      ]),
    ).toBe('java.lang.IllegalStateException at org.acme.Z.run')
    expect(traceOf(['plain text'])).toBeUndefined()
  })
})
