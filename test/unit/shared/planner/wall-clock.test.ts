import { describe, expect, it } from 'vitest'
import { instant } from '../../../../shared/domain/time.ts'
import { formatLocal, localTimes } from '../../../../shared/planner/wall-clock.ts'

const read = (text: string, zone: string): string =>
  formatLocal(localTimes()(instant(Date.parse(text)), zone))

describe('an instant on the wall clock', () => {
  it.each([
    ['2027-03-14T06:30Z', 'America/New_York', '2027-03-14 01:30 EST (-05:00)'],
    ['2027-03-14T07:30Z', 'America/New_York', '2027-03-14 03:30 EDT (-04:00)'],
    ['2027-03-28T00:30Z', 'Europe/London', '2027-03-28 00:30 GMT (+00:00)'],
    ['2027-03-28T01:30Z', 'Europe/London', '2027-03-28 02:30 BST (+01:00)'],
    ['2027-04-03T15:30Z', 'Australia/Sydney', '2027-04-04 02:30 AEDT (+11:00)'],
    ['2027-04-03T16:30Z', 'Australia/Sydney', '2027-04-04 02:30 AEST (+10:00)'],
    ['2027-01-01T00:00Z', 'Asia/Kathmandu', '2027-01-01 05:45 UTC+05:45 (+05:45)'],
    ['2027-01-01T00:00Z', 'UTC', '2027-01-01 00:00 UTC (+00:00)'],
  ])('%s is in %s %s', (text, zone, local) => {
    expect(read(text, zone)).toBe(local)
  })

  it('is no time at all in a zone that does not exist', () => {
    expect(() => read('2027-01-01T00:00Z', 'Mars/Olympus')).toThrow(RangeError)
  })
})
