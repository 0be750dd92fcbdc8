import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { OffPeakRule, WeekDay } from '../../domain/planning.ts'
import { problem } from '../../domain/problems.ts'
import type { Problem } from '../../domain/problems.ts'
import { weekDayNames, weekDays } from '../calendar/days.ts'
import { hourIndex, hoursOfWeek } from './profile.ts'
import type { EnvironmentTraffic } from './profile.ts'

const millionths = 1_000_000

export type OffPeakOptions = {
  /** Length of the windows in whole hours, 1 to 23. */
  readonly hours: number
  /** Days on which somebody tests: only windows that close on one of them are looked for. Default every day. */
  readonly workingWeek?: readonly WeekDay[] | undefined
}

/** The quietest window that closes on one day of the week. */
export type QuietWindow = {
  /** The day on which it opens, and the one on which it closes; one that closes at 00:00 closes on the day before. */
  readonly opens: WeekDay
  readonly closes: WeekDay
  /** `22:00-02:00`, on the wall clock. */
  readonly window: string
  /** Mean of the concurrent calls over the window. */
  readonly calls: number
  /** The highest 95th percentile of its hours. */
  readonly p95: number
  /** `at 02:00-06:00 Tuesday: 4 concurrent calls expected, P95 9` */
  readonly sentence: string
}

export type OffPeakProposal = {
  /** One for each group of days with the same window. */
  readonly rules: readonly OffPeakRule[]
  /** One a day, Monday first, by the day on which it closes. */
  readonly windows: readonly QuietWindow[]
}

/**
 * Off-peak windows from the traffic of one environment: for every day of the working week, of all windows of whole hours that close
 * on it, the one with the fewest expected concurrent calls. Exactly the fewest, not nearly; of equal ones the earliest.
 */
export function offPeakFromTraffic(
  profile: EnvironmentTraffic,
  options: OffPeakOptions,
): Result<OffPeakProposal, Problem> {
  const { hours, workingWeek = weekDays } = options
  if (!Number.isInteger(hours) || hours < 1 || hours > 23)
    return bad(
      problem('bad-input', `An off-peak window of ${hours} hours cannot be looked for.`, {
        next: 'Name a whole number of hours from 1 to 23.',
      }),
    )
  const sums = prefixSums(profile)
  const windows = weekDays.flatMap((day, index) =>
    workingWeek.includes(day) ? [quietest(profile, sums, index, hours)] : [],
  )
  if (windows.length === 0)
    return bad(
      problem('bad-input', 'The working week has no day, so no window is followed by a test.', {
        next: 'Name at least one day of the working week.',
      }),
    )
  return ok({ rules: rulesOf(windows), windows })
}

/**
 * The calls of all hours before each hour of two weeks: the calls of a window are then one subtraction. In whole millionths, because
 * sums of fractions would tell equal windows apart.
 */
function prefixSums({ hours }: EnvironmentTraffic): readonly number[] {
  const sums = [0]
  for (let i = 0; i < 2 * hoursOfWeek; i++)
    sums.push((sums.at(-1) ?? 0) + Math.round((hours[i % hoursOfWeek]?.calls ?? 0) * millionths))
  return sums
}

function quietest(
  profile: EnvironmentTraffic,
  sums: readonly number[],
  closingDay: number,
  hours: number,
): QuietWindow {
  // In the second week, so that a window may begin on the day before Monday.
  const midnight = hoursOfWeek + hourIndex(closingDay, 0)
  let best = { start: midnight, calls: Infinity }
  for (let end = midnight + 1; end <= midnight + 24; end++) {
    const start = end - hours
    const calls = (sums[end] ?? 0) - (sums[start] ?? 0)
    if (calls < best.calls) best = { start, calls }
  }
  return describe(profile, best.start % hoursOfWeek, hours, best.calls / millionths / hours)
}

function describe(
  profile: EnvironmentTraffic,
  start: number,
  hours: number,
  calls: number,
): QuietWindow {
  const covered = Array.from({ length: hours }, (_, i) => (start + i) % hoursOfWeek)
  const p95 = Math.max(...covered.map((hour) => profile.hours[hour]?.p95 ?? 0))
  const opens = dayOf(start)
  const closes = dayOf(covered.at(-1) ?? start)
  const window = `${clock(start)}-${clock(start + hours)}`
  const days =
    opens === closes ? weekDayNames[opens] : `${weekDayNames[opens]} to ${weekDayNames[closes]}`
  const sentence = `at ${window} ${days}: ${figure(calls)} concurrent calls expected, P95 ${figure(p95)}`
  return { opens, closes, window, calls, p95, sentence }
}

const dayOf = (hour: number): WeekDay => weekDays[Math.floor(hour / 24)] ?? 'mon'

const clock = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`

/** At most one decimal. */
const figure = (calls: number): string => String(Math.round(calls * 10) / 10)

const rulesOf = (windows: readonly QuietWindow[]): readonly OffPeakRule[] =>
  [...new Set(windows.map(({ window }) => window))].map((window) => ({
    days: weekDays.filter((day) =>
      windows.some((other) => other.window === window && other.opens === day),
    ),
    window,
  }))
