import { describe, expect, it } from 'vitest'
import { instantOf, labRate, named, wholeNumber } from '../../../../main/cli/arguments.ts'
import { BatchId } from '../../../../shared/domain/ids.ts'

describe('words of a command line', () => {
  it('are an instant only with a zone: without one it would be another on another computer', () => {
    expect(instantOf('2026-12-01T01:00:00Z')).toBe(Date.UTC(2026, 11, 1, 1))
    expect(instantOf('2026-12-01T01:00+02:00')).toBe(Date.UTC(2026, 10, 30, 23))
    for (const text of ['2026-12-01T01:00:00', '2026-12-01', 'tomorrow', '2026-13-01T01:00:00Z'])
      expect(() => instantOf(text)).toThrow(`"${text}" is no instant`)
  })

  it('are no instant on a day that does not exist, or before there are instants', () => {
    for (const text of ['2027-02-29T01:00:00Z', '2026-11-31T22:00:00-05:00', '1969-12-31T01:00Z'])
      expect(() => instantOf(text)).toThrow(`"${text}" is no instant`)
  })

  it('are whole numbers and names, or wrong use in a sentence', () => {
    expect(wholeNumber('12', '--runs')).toBe(12)
    expect(() => wholeNumber('1.5', '--runs')).toThrow('--runs: "1.5" is no whole number')
    expect([labRate('25'), labRate('0.5')]).toEqual([25, 0.5])
    for (const text of ['0', '-1', 'fast', '', '1e9'])
      expect(() => labRate(text)).toThrow(`--rate: "${text}" is no speed of a lab`)
    expect(named(BatchId, 'batch-01', 'batch')).toBe('batch-01')
    expect(() => named(BatchId, '../x', 'batch')).toThrow('"../x" is no batch')
  })
})
