import type { Instant } from '../../domain/time.ts'

/**
 * The part of RFC 5545 that a plan needs: events in UTC. Written here because calendar packages read the clock and draw random ids,
 * and the same plan has to give the same bytes.
 */

export type IcsEvent = {
  /** Stays the same from one export to the next, so that a calendar replaces the event. */
  readonly uid: string
  readonly from: Instant
  /** Absent: a moment. */
  readonly to?: Instant
  readonly summary: string
  readonly description: string
  readonly category: string
}

/** A calendar, `stamp` being the moment at which it was made. Lines end in CRLF and have at most 75 octets. */
export const icsText = (name: string, stamp: Instant, events: readonly IcsEvent[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Switchyard//Migration plan//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    ...events.flatMap((event) => eventLines(event, stamp)),
    'END:VCALENDAR',
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join('')

const eventLines = (event: IcsEvent, stamp: Instant): readonly string[] => [
  'BEGIN:VEVENT',
  `UID:${escaped(event.uid)}`,
  `DTSTAMP:${utc(stamp)}`,
  `DTSTART:${utc(event.from)}`,
  ...(event.to === undefined ? [] : [`DTEND:${utc(event.to)}`]),
  `SUMMARY:${escaped(event.summary)}`,
  `DESCRIPTION:${escaped(event.description)}`,
  `CATEGORIES:${escaped(event.category)}`,
  // A moment takes nobody's time.
  `TRANSP:${event.to === undefined ? 'TRANSPARENT' : 'OPAQUE'}`,
  'END:VEVENT',
]

/** `20270205T060000Z` */
const utc = (at: Instant): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')

/** Text value (3.3.11); other control characters are not allowed in it. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\\;,]/g, (c) => `\\${c}`)
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '')

const longestLine = 75

/** Folds behind whole characters; the space that begins a further line counts too (3.1). */
function folded(line: string): string {
  let text = ''
  let octets = 0
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0) ?? 0)
    if (octets + size > longestLine) {
      text += '\r\n '
      octets = 1
    }
    text += character
    octets += size
  }
  return text
}

const octetsOf = (code: number): number =>
  code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4
