import type { LogRecord } from './types.ts'

/**
 * Ids that tie records of one call together: Call-ID, h323-conf-id, a FreeSWITCH channel's UUID, Asterisk's `[C-0000002a]`. The last
 * counts anew on each host, so the host's name belongs to it. At most 8 a record; the first 8 KiB are looked at.
 */
export function correlationIds(
  record: Pick<LogRecord, 'text' | 'more'> & { readonly host?: string },
): readonly string[] {
  const ids = new Set<string>()
  idsOf(record.text, record.host, ids)
  for (const line of record.more.slice(0, 40)) idsOf(line, record.host, ids)
  return [...ids].sort().slice(0, 8)
}

const label =
  /(?:\b|_)(?:call[-_]?id|ci)\b['"]?\s*(?:=>|[=:])?\s*['"<[]?\s*([^\s'"<>[\](),;]{6,120})/gi
const confId =
  /h323-(?:incoming-)?conf-id\s*[=:]?\s*['"]?\s*(?:h323-conf-id=)?([0-9a-f]{8}[ -]?[0-9a-f]{8}[ -]?[0-9a-f]{8}[ -]?[0-9a-f]{8})/gi
const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
const asterisk = /\[?\b(C-[0-9a-f]{8})\b/g
/** `k9f2-77ad@198.51.100.20`: an id made by a device, followed by its address. A user's number in front would be an address of record. */
const atAddress = /(?<![\w:.+-])([A-Za-z0-9][\w.%-]{5,100}@\d{1,3}(?:\.\d{1,3}){3})\b/g

function idsOf(line: string, host: string | undefined, ids: Set<string>): void {
  const text = line.length > 8192 ? line.slice(0, 8192) : line
  // Most lines have none: two cheap looks save five expressions.
  const hasDash = text.includes('-')
  if (hasDash || /call|ci[=:]/i.test(text))
    for (const [, id = ''] of text.matchAll(label)) ids.add(`call-id/${trimEnd(id)}`)
  if (hasDash) {
    for (const [, id = ''] of text.matchAll(confId))
      ids.add(`conf-id/${id.replace(/[ -]/g, '').toUpperCase()}`)
    for (const [id] of text.matchAll(uuid)) ids.add(`call-id/${id.toLowerCase()}`)
    for (const [, id = ''] of text.matchAll(asterisk)) ids.add(`${host ?? ''}/${id}`)
  }
  if (text.includes('@'))
    for (const [, id = ''] of text.matchAll(atAddress))
      if (!/^\+?\d+@/.test(id)) ids.add(`call-id/${id}`)
}

const trimEnd = (id: string): string => id.replace(/[.:]+$/, '')
