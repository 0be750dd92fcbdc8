/** 5,000 bars over a year, a row each, as a plan has them: nights of four hours, tasks of days. The same for everyone who draws them. */

export type Bar = {
  readonly id: string
  readonly name: string
  readonly from: number
  readonly to: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
export const whole = { from: Date.UTC(2027, 0, 4), to: Date.UTC(2028, 0, 4) }

export const bars: readonly Bar[] = Array.from({ length: 5000 }, (_, i) => {
  const day = Math.floor((i * 360) / 5000)
  const from = whole.from + day * dayMs + (i % 4) * hourMs
  return {
    id: `t${i}`,
    name: i % 5 === 0 ? `Move batch-${i}: 120 customers` : `Task ${i} of the plan`,
    from,
    to: from + (i % 5 === 0 ? 4 * hourMs : (1 + (i % 6)) * dayMs),
  }
})
