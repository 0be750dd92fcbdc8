/**
 * Counts by minute of the epoch: minute, count, minute, count and so on, in the order of the minutes. One flat list, because the engine
 * takes many times as long to make, write and read an object with such numbers for keys.
 */
export type MinuteCounts = readonly number[]

export type KeptMinutes = {
  readonly minutes: MinuteCounts
  /** There were too many minutes: all counts are those of whole hours, by the first minute of each. */
  readonly byHour?: true
}

export function minutePairs(minutes: MinuteCounts): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = []
  for (let i = 0; i + 1 < minutes.length; i += 2)
    pairs.push([minutes[i] as number, minutes[i + 1] as number]) // i + 1 < length
  return pairs
}

/** A sum of counts by minute. Beyond `limit` minutes all counts are by the hour; the same for every order of adding. */
export class MinuteSums {
  private readonly limit: number
  private counts = new Map<number, number>()
  private byHour = false

  constructor(limit = Infinity) {
    this.limit = limit
  }

  add(minute: number, count: number): void {
    const key = this.byHour ? minute - (minute % 60) : minute
    this.counts.set(key, (this.counts.get(key) ?? 0) + count)
    if (this.counts.size > this.limit) this.turnToHours()
  }

  /** By the hour from now on where these are: otherwise their hours would look like minutes with all of their lines. */
  addAll({ minutes, byHour }: KeptMinutes): void {
    if (byHour === true) this.turnToHours()
    for (let i = 0; i + 1 < minutes.length; i += 2)
      this.add(minutes[i] as number, minutes[i + 1] as number) // i + 1 < length
  }

  merge(other: MinuteSums): void {
    if (other.byHour) this.turnToHours()
    for (const [minute, count] of other.counts) this.add(minute, count)
  }

  private turnToHours(): void {
    if (this.byHour) return
    const fine = this.counts
    this.byHour = true
    this.counts = new Map()
    for (const [minute, count] of fine) this.add(minute, count)
  }

  get answer(): KeptMinutes {
    const minutes: number[] = []
    for (const minute of [...this.counts.keys()].sort((a, b) => a - b))
      minutes.push(minute, this.counts.get(minute) ?? 0)
    return { minutes, ...(this.byHour ? { byHour: true } : {}) }
  }
}
