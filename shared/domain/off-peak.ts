import { Temporal } from 'temporal-polyfill'
import type { Environment } from './project.ts'
import { instant } from './time.ts'
import type { Instant } from './time.ts'

export type Window = { readonly from: Instant; readonly to: Instant }

/**
 * The first off-peak window of the environment that begins at `after` or later. The rule is wall-clock time in the
 * environment's zone; it is resolved to instants here, so that both nights of a change of summer time come out right. A rule
 * such as 22:00-04:00 ends on the following day.
 */
export function nextOffPeak(
  environment: Pick<Environment, 'zone' | 'offPeak'>,
  after: Instant,
): Window {
  const [from = '00:00', to = '00:00'] = environment.offPeak.split('-')
  const start = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(environment.zone)
  for (let days = 0; ; days++) {
    const date = start.toPlainDate().add({ days })
    const opens = at(date, from, environment.zone)
    if (opens < after) continue
    const end = to > from ? date : date.add({ days: 1 })
    return { from: instant(opens), to: instant(at(end, to, environment.zone)) }
  }
}

function at(date: Temporal.PlainDate, time: string, timeZone: string): number {
  return date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })
    .epochMilliseconds
}
