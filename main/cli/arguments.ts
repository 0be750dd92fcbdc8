import type { z } from 'zod'
import { DateText } from '../../shared/domain/planning.ts'
import { fail } from '../../shared/domain/problems.ts'
import { Instant } from '../../shared/domain/time.ts'

/** Words of a command line as values; what is not one is wrong use, in a sentence. */

export function instantOf(iso: string): Instant {
  // Date.parse makes 1 March of 29 February 2027.
  const isDay = DateText.safeParse(iso.slice(0, 10)).success
  const at = Instant.safeParse(Date.parse(iso))
  // Without a zone the same text would be another instant on another computer.
  if (!isDay || !at.success || !/T.*(Z|[+-]\d\d:?\d\d)$/.test(iso))
    return fail('wrong-use', `"${iso}" is no instant`, { next: 'write 2026-12-01T01:00:00Z' })
  return at.data
}

export function wholeNumber(text: string, what: string): number {
  return /^\d{1,9}$/.test(text)
    ? Number(text)
    : fail('wrong-use', `${what}: "${text}" is no whole number`)
}

/** How much faster than real time a lab runs: more than nothing, and not so fast that its timers are one. */
export function labRate(text: string): number {
  const rate = Number(text)
  return text.trim() !== '' && rate > 0 && rate <= 10_000
    ? rate
    : fail('wrong-use', `--rate: "${text}" is no speed of a lab`, {
        next: 'write a number above 0, at most 10000; 25 is usual',
      })
}

export function named<S extends z.ZodType>(schema: S, text: string, what: string): z.output<S> {
  const parsed = schema.safeParse(text)
  return parsed.success
    ? parsed.data
    : fail('wrong-use', `"${text}" is no ${what}: ${parsed.error.issues[0]?.message ?? ''}`)
}
