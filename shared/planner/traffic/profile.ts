import type { EnvironmentId } from '../../domain/ids.ts'

/** One hour of the week on the wall clock of its environment, usually averaged over some weeks. */
export type TrafficHour = {
  /** Concurrent calls, mean. */
  readonly calls: number
  /** Concurrent calls, 95th percentile. */
  readonly p95: number
}

export const hoursOfWeek = 168

/** Index of an hour: Monday 00:00-01:00 is 0. Wall time, so a week with a change of the clocks is read like any other. */
export const hourIndex = (weekDayIndex: number, hour: number): number => weekDayIndex * 24 + hour

export type EnvironmentTraffic = {
  readonly environment: EnvironmentId
  /** All 168 hours, by `hourIndex`. */
  readonly hours: readonly TrafficHour[]
}

export type TrafficProfile = {
  /** In the order in which the file names them first. */
  readonly environments: readonly EnvironmentTraffic[]
}

/** `environment,day,hour,calls,p95`. */
export const trafficColumns = ['environment', 'day', 'hour', 'calls', 'p95'] as const
export type TrafficColumn = (typeof trafficColumns)[number]
