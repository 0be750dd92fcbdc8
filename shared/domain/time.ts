import { z } from 'zod'

/** A point in time: milliseconds since 1970-01-01T00:00:00Z. Windows of instants are half-open: [from, to). */
export const Instant = z.number().int().nonnegative().brand<'Instant'>()
export type Instant = z.infer<typeof Instant>

export const instant = (epochMs: number): Instant => Instant.parse(Math.round(epochMs))

/** ISO 8601 in UTC with the zone shown, to the second. */
export const formatInstant = (at: Instant): string =>
  new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A duration written as `200ms`, `90s`, `5m`, `1h` or `14d`; the value is milliseconds. */
export const Duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, 'write a duration as 200ms, 90s, 5m, 1h or 14d')
  .transform((text) => {
    const unit = text.replace(/^\d+/, '') as keyof typeof units // the expression above allows no other
    return Number.parseInt(text, 10) * units[unit]
  })

/** `2 min 05 s`, `12.3 s`, `340 ms`: for people, never parsed. */
export function formatMs(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`
  // Rounded before it is divided: nobody reads `1 min 60 s`.
  const tenths = Math.round(ms / 100)
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`
  const hours = Math.floor(minutes / 60)
  return hours < 48
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`
}
