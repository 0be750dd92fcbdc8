import type { LogFormat } from '../../../shared/log-rules/format.ts'
import { readHeader } from '../../../shared/log-rules/header.ts'
import { isSyslogStart } from './scan-syslog.ts'

export type IsStart = (bytes: Buffer, from: number, to: number) => boolean

/** Does a line begin a record? By the bytes where the format has a fixed form, by its header otherwise. */
export function startPattern(format: LogFormat): IsStart {
  switch (format.id) {
    case 'plain':
      return (bytes, from, to) => to > from && (bytes[from] as number) > 0x20 // from < to
    case 'syslog':
      return isSyslogStart
    case 'syslog-pri':
    case 'syslog5424':
      return (bytes, from) => bytes[from] === 0x3c
    case 'journald':
    case 'json':
      return (bytes, from) => bytes[from] === 0x7b
    case 'asterisk':
    case 'apache-error':
      return (bytes, from) => bytes[from] === 0x5b && hasDigits(bytes, from, 2)
    case 'access':
      return (bytes, from, to) => to > from && (bytes[from] as number) > 0x20
    case 'mysql':
    case 'nginx':
      return (bytes, from, to) => to - from > 8 && hasLead(bytes, from, isoLead)
    case 'generic':
      if (format.lead.length === 8 && format.lead.includes('0')) {
        const lead = Buffer.from(format.lead, 'latin1')
        return (bytes, from, to) => to - from > 8 && hasLead(bytes, from, lead)
      }
      return byHeader(format)
    default:
      return byHeader(format)
  }
}

const ledFormats = new Set<LogFormat['id']>([
  'plain',
  'syslog',
  'syslog-pri',
  'syslog5424',
  'journald',
  'json',
  'access',
  'mysql',
  'nginx',
])

/** Of a line with sixteen bytes or more, do they decide, whatever their digits are? */
export const startsByLead = (format: LogFormat): boolean =>
  ledFormats.has(format.id) ||
  (format.id === 'generic' && format.lead.length === 8 && format.lead.includes('0'))

/** `2026-06-` or `2026/06/`: the marks may be either. */
const isoLead = Buffer.from('0000?00?')

function hasLead(bytes: Uint8Array, from: number, lead: Uint8Array): boolean {
  for (let i = 0; i < lead.length; i += 1) {
    const byte = bytes[from + i] ?? 0
    const kind = byte >= 0x30 && byte <= 0x39 ? 0x30 : byte === 0x2d || byte === 0x2f ? 0x3f : byte
    if (kind !== lead[i] && byte !== lead[i]) return false
  }
  return true
}

const byHeader =
  (format: LogFormat): IsStart =>
  (bytes, from, to) =>
    to - from > 8 &&
    readHeader(bytes.toString('latin1', from, Math.min(to, from + 1024)), format).end > 0

/** Digits in the first forty bytes: a bracket alone begins many lines. */
function hasDigits(bytes: Uint8Array, from: number, wanted: number): boolean {
  let seen = 0
  for (let at = from; at < from + 40 && seen < wanted; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte >= 0x30 && byte <= 0x39) seen += 1
  }
  return seen >= wanted
}
