import { invariant } from '../base/assert.ts'

/**
 * Money as decimal text, added and compared exactly: binary fractions must not decide whether two systems agree
 * (domain.md 4.2, rows 4 and 5: "equal to the cent"). Unit: the currency of the environment.
 */

const form = /^(-?)(\d+)(?:\.(\d+))?$/

export const isMoney = (text: string): boolean => form.test(text)

type Scaled = { readonly units: bigint; readonly scale: number }

function parse(text: string): Scaled {
  const match = form.exec(text)
  invariant(match !== null, `not a decimal number: ${text.slice(0, 40)}`)
  const [, sign = '', whole = '0', fraction = ''] = match
  const units = BigInt(whole + fraction)
  return { units: sign === '-' ? -units : units, scale: fraction.length }
}

const raise = (value: Scaled, scale: number): bigint =>
  value.units * 10n ** BigInt(scale - value.scale)

function format(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const sign = units < 0n ? '-' : ''
  if (scale === 0) return sign + digits
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** Exact sum, with as many decimals as the longer of the two. */
export function addMoney(a: string, b: string): string {
  const [x, y] = [parse(a), parse(b)]
  const scale = Math.max(x.scale, y.scale)
  return format(raise(x, scale) + raise(y, scale), scale)
}

/** True for the same amount, however many zeros it is written with: `10.5` and `10.50`, `0` and `-0`. */
export function equalMoney(a: string, b: string): boolean {
  const [x, y] = [parse(a), parse(b)]
  const scale = Math.max(x.scale, y.scale)
  return raise(x, scale) === raise(y, scale)
}
