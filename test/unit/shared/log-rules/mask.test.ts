import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskText, readable } from '../../../../shared/log-rules/mask.ts'
import { Masker, maskedBytes } from '../../../../shared/log-rules/masker.ts'

const masked = (text: string): string => readable(maskText(text))

describe('maskText', () => {
  it.each([
    ['took 160 ms', 'took <*>'],
    ['took 19.05 seconds.', 'took <*>.'],
    ['lifetime <1 sec', 'lifetime <*>'],
    ['lifetime 00:30', 'lifetime <*>'],
    ['934 bytes (1.00 KB) sent', '<*> bytes sent'],
    ['0 bytes sent', '<*> bytes sent'],
    ['free 403.9 KB left', 'free <*> left'],
    ['a=1 b= c=x', 'a=<*> b=<*> c=<*>'],
    ['ws=null, pid=2', 'ws=<*>, pid=<*>'],
    ['ws=WorkSource{10113}, pid=2', 'ws=<*>, pid=<*>'],
    ['tag="two words", x', 'tag=<*>, x'],
    ['ids=[1, 2, 3] done', 'ids=<*> done'],
    ['ids=[] done', 'ids=<*> done'],
    ['bounds=Rect(0, 0 - 0, 0), y', 'bounds=<*>, y'],
    ['token=Token{a1 Record{b2 u0}} gone', 'token=<*> gone'],
    ['x => y, a >= b', 'x => y, a >= b'],
    ['block blk_-42 and blk_7', 'block blk_<*> and blk_<*>'],
    ['link en0 down', 'link en<*> down'],
    ['block rdd_2_1 found', 'block rdd_<*> found'],
    ['[instance: b9000564-fe1a-409b-b8cc-1e88b294cd1d] up', '[instance: <*>] up'],
    ['at 0x1fffffffe and 1f2e', 'at <*> and <*>'],
    ['from 10.1.2.3 and 2001:db8::80da:af6b:8b2c', 'from <*> and <*>'],
    ['mac 00:11:22:aa:bb:cc!', 'mac <*>!'],
    ['to proxy.example.org:5070 now', 'to <*> now'],
    ['open /var/log/a.log and ./x and a/b', 'open <*> and <*> and a/b'],
    ['Core: C:\\Windows\\x.dll', 'Core: <*>'],
    ['see hdfs://h:9000/a/b: done', 'see <*>: done'],
    ['from sip:301@example.com;tag=x to', 'from <*> to'],
    ['version v6.1.7601.23505 ok', 'version <*> ok'],
    ['at Sun Jul 17 14:02:00 2005 by', 'at <*> by'],
    ['1, 2, 3 and 4 5', '<*> and <*>'],
    ['node-1 node-2 node-3', 'node-<*>'],
    ['fans ( 3552 **** 3375 )', 'fans ( <*> )'],
    ['task mapred.tip.id is old', 'task <*> is old'],
    ['java.net.ConnectException: refused', 'java.net.ConnectException: refused'],
    ['in a.b.FooException now', 'in a.b.FooException now'],
    ['plain   words\tonly ', 'plain words only'],
    ['ünï 5 cödé', 'ünï <*> cödé'],
    ['', ''],
  ])('turns %j into %j', (text, shape) => {
    expect(masked(text)).toBe(shape)
  })

  it('gives equal shapes to texts that differ in their numbers only', () => {
    const word = fc.constantFrom('open', 'closed', 'file', 'for', 'user', 'and', 'ERROR:', '(x)')
    const line = fc.array(word, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(line, fc.nat(), fc.nat(), fc.nat(8), (words, a, b, at) => {
        const put = (value: number): string =>
          [...words.slice(0, at), String(value), ...words.slice(at)].join(' ')
        expect(maskText(put(a))).toBe(maskText(put(b)))
      }),
    )
  })

  it('keeps every word of letters that no mark touches, in order', () => {
    const word = fc.stringMatching(/^[a-z]{2,12}$/)
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(maskText(words.join(' '))).toBe(words.join(' '))
      }),
    )
  })

  it('has one shape only for what it has masked already', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(typeof maskText(text)).toBe('string')
        expect(maskText(text)).toBe(maskText(text))
      }),
    )
  })

  it('looks at 8 KiB and writes at most twice as much', () => {
    const masker = new Masker()
    for (const text of ['=', '=,', 'a=', '(1 KB)', '::', '<1 sec', 'x'.repeat(50), '\\', '"=']) {
      const bytes = Buffer.from(text.repeat(1_048_576 / text.length))
      masker.mask(bytes, 0, bytes.length)
      expect(masker.length).toBeLessThanOrEqual(2 * maskedBytes)
    }
  })

  it('says where the values stood', () => {
    const masker = new Masker()
    const text = 'took 160 ms for blk_42 of 1, 2, 3'
    const bytes = Buffer.from(text)
    masker.mask(bytes, 0, bytes.length)
    const values = Array.from({ length: masker.places }, (_, i) =>
      text.slice(masker.valueFrom[i], masker.valueTo[i]),
    )
    expect(values).toEqual(['160 ms', '42', '1, 2, 3'])
  })
})
