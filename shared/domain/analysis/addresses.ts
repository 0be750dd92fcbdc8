/** IPv4 addresses and networks, as far as the analysis compares them; other text is compared as text. */

export function ipv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim())
  if (match === null) return undefined
  const parts = match.slice(1).map(Number)
  return parts.every((part) => part <= 255)
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : undefined
}

/** True when `address` is `wanted`, or lies in it where `wanted` is a network as 192.0.2.0/24. */
export function isWithin(address: string, wanted: string): boolean {
  if (address.trim().toLowerCase() === wanted.trim().toLowerCase()) return true
  const [base = '', bits] = wanted.split('/')
  const [own, network] = [ipv4(address), ipv4(base)]
  const length = bits === undefined ? NaN : Number(bits)
  if (own === undefined || network === undefined || !(length >= 0 && length <= 32)) return false
  const size = 2 ** (32 - length)
  return Math.floor(own / size) === Math.floor(network / size)
}

/** Every IPv4 address in a text such as `10.1.2.3/24, fe80::1`. */
export const addressesIn = (text: string): readonly string[] =>
  (text.match(/\d{1,3}(?:\.\d{1,3}){3}/g) ?? []).filter((found) => ipv4(found) !== undefined)

/** `192.0.2.10:5060` and `[2001:db8::1]:443` without the port. */
export const hostPart = (address: string): string =>
  address.startsWith('[')
    ? address.slice(1, address.lastIndexOf(']'))
    : address.slice(0, address.lastIndexOf(':') === -1 ? undefined : address.lastIndexOf(':'))
