import { describe, expect, it } from 'vitest'
import { readAccessLine } from '../../../../../shared/domain/analysis/access-line.ts'

const line = (request: string, time = '11/Jun/2024:02:14:07 +0000'): string =>
  `203.0.113.7 - crm [${time}] "${request}" 200 1833 "-" "acme-crm/3.2"`

describe('a line of an access log', () => {
  it.each([
    ['POST /rest/Customer/get_customer_info HTTP/1.1', 'Customer/get_customer_info'],
    ['POST /rest/Customer/get_customer_info/?a=1 HTTP/1.1', 'Customer/get_customer_info'],
    ['POST /soap/ HTTP/1.1', 'soap'],
    ['POST /rest HTTP/1.1', 'rest'],
    ['POST /restful/x HTTP/1.1', undefined],
    ['GET /selfcare/ HTTP/1.1', undefined],
    ['-', undefined],
    ['POST /rest/<script>/x HTTP/1.1', 'rest'],
  ])('%s calls %s', (request, method) => {
    expect(readAccessLine(line(request))?.method).toBe(method)
  })

  it.each([
    ['11/Jun/2024:02:14:07 +0000', Date.UTC(2024, 5, 11, 2, 14, 7)],
    ['11/Jun/2024:02:14:07 +0530', Date.UTC(2024, 5, 10, 20, 44, 7)],
    ['29/Feb/2024:23:59:59 -0330', Date.UTC(2024, 2, 1, 3, 29, 59)],
  ])('%s is the instant that its zone says', (time, at) => {
    expect(readAccessLine(line('POST /soap/ HTTP/1.1', time))?.at).toBe(at)
  })

  it.each(['', 'Jun 11 02:14:07 bill01 porta-billing[2211]: INFO', line('x').slice(20)])(
    'is not %j',
    (text) => {
      expect(readAccessLine(text)).toBeUndefined()
    },
  )
})
