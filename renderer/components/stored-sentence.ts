import { formatCount } from './format-count.ts'
import { clockTime, dayOnly } from './format-time.ts'

const parts =
  /"[^"]*"|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z|(?<!customer )\b\d{4,}(?= (?:new lines|lines?|groups?|customers?|host-hours|in|since)\b)/g

/**
 * A sentence of a log check, or of a check of a run, as it is shown. Stored and signed it has instants in ISO 8601 and plain numbers, and stays so; here its times are
 * in the zone of the window and its counts are grouped. What stands in quotes are words of the hosts.
 */
export const shownSentence = (stored: string, zone: string): string =>
  stored.replace(parts, (part) => {
    if (part.startsWith('"')) return part
    if (!part.includes('T')) return formatCount(Number(part))
    const at = Date.parse(part)
    return `${dayOnly(at, zone)} ${clockTime(at, zone)}`
  })
