import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { codePlacesOf, codesAt, codesOf } from '../../../../shared/log-rules/codes.ts'

describe('codes', () => {
  it.each([
    ['call x ended after 12 s, cause 38', 'cause 38'],
    ['h323-return-code = 11 ', 'code 11'],
    ['status=503 reason: 21', 'status 503, reason 21'],
    ["reply-code '404'", 'reply 404'],
    ['exit status 2', 'exit 2'],
    ['Q.850;cause=16', 'cause 16'],
    ['because 38 calls came', ''],
    ['cause 10.1.2.3', ''],
    ['status 1834792', ''],
    ['took 404 ms', ''],
    [`${'x '.repeat(600)}cause 38`, ''],
    ['', ''],
  ])('of %s are %s', (text, wanted) => {
    expect(codesOf(text)).toBe(wanted)
  })
})

describe('codes of a masked text', () => {
  const shape = 'call \u0001 ended after \u0001, cause \u0001 status=\u0001 of \u0001'

  it('have their places', () => {
    expect(codePlacesOf(shape)).toEqual([
      { word: 'cause', place: 2 },
      { word: 'status', place: 3 },
    ])
    expect(codePlacesOf('took \u0001 ms')).toEqual([])
  })

  it('are those of the text that it was', () => {
    const value = fc.constantFrom('1', '16', '404', '9999', '10.1.2.3', '123456', 'a1')
    fc.assert(
      fc.property(fc.array(value, { minLength: 5, maxLength: 5 }), (values) => {
        const text = shape
          .split('\u0001')
          .map((part, i) => `${i === 0 ? '' : (values[i - 1] ?? '')}${part}`)
          .join('')
        expect(codesAt(codePlacesOf(shape), ({ place }) => values[place] ?? '')).toBe(codesOf(text))
      }),
    )
  })
})
