/**
 * One line of a web access log of the platform (domain.md 8.1: client first, `[date:time zone]` fourth, API calls are known by
 * `/rest` and `/soap`).
 */
export type AccessLine = {
  readonly address: string
  /** Epoch ms. */
  readonly at: number
  /** `Customer/get_customer_info` of a REST call; `soap` where only that is known; absent when it is no API request. */
  readonly method?: string
}

const months: Readonly<Record<string, number>> = {
  Jan: 0,
  Feb: 1,
  Mar: 2,
  Apr: 3,
  May: 4,
  Jun: 5,
  Jul: 6,
  Aug: 7,
  Sep: 8,
  Oct: 9,
  Nov: 10,
  Dec: 11,
}

const shape =
  /^(?<address>[0-9A-Fa-f.:]+) \S+ \S+ \[(?<day>\d\d)\/(?<month>[A-Z][a-z]{2})\/(?<year>\d{4}):(?<h>\d\d):(?<m>\d\d):(?<s>\d\d) (?<sign>[+-])(?<zh>\d\d)(?<zm>\d\d)\] "(?:[A-Z]+ (?<path>[^ "]*))?/

/** Undefined for a line that is none of an access log. */
export function readAccessLine(line: string): AccessLine | undefined {
  const groups = shape.exec(line)?.groups
  if (groups === undefined) return undefined
  const { address = '', day, month = '', year, h, m, s, sign, zh, zm, path = '' } = groups
  const monthIndex = months[month]
  if (monthIndex === undefined) return undefined
  const zoneMs = (sign === '-' ? -1 : 1) * (Number(zh) * 60 + Number(zm)) * 60_000
  const at =
    Date.UTC(Number(year), monthIndex, Number(day), Number(h), Number(m), Number(s)) - zoneMs
  const method = methodOf(path)
  return { address, at, ...(method === undefined ? {} : { method }) }
}

/** Names that a client made up must not fill the project: only what could be a service and a method counts as one. */
const rest = /^\/rest\/(?<service>[A-Za-z]\w{0,60})\/(?<method>[A-Za-z]\w{0,80})(?:[/?]|$)/

function methodOf(path: string): string | undefined {
  const found = rest.exec(path)?.groups
  if (found !== undefined) return `${found['service'] ?? ''}/${found['method'] ?? ''}`
  if (/^\/soap(?:[/?]|$)/.test(path)) return 'soap'
  return /^\/rest(?:[/?]|$)/.test(path) ? 'rest' : undefined
}
