import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { paced } from '../../../../renderer/components/paced.ts'

let begun = 0
let finish: () => void = () => undefined

const atOnce = async (): Promise<void> => {
  begun += 1
}
/** Takes until `finish` is called. */
const long = (): Promise<void> => {
  begun += 1
  return new Promise((done) => (finish = done))
}
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  begun = 0
})
afterEach(() => vi.useRealTimers())

describe('something that is asked for all the time', () => {
  it('is done at once, then once in a second', async () => {
    const read = paced(atOnce, 1000)
    for (let tenth = 0; tenth < 25; tenth++) {
      read.ask()
      await pass(100)
    }
    expect(begun).toBe(3)
    read.stop()
  })

  it('is never done twice at a time, and once more for what was asked meanwhile', async () => {
    const read = paced(long, 1000)
    read.ask()
    await pass(200)
    read.ask()
    read.ask()
    await pass(5000)
    expect(begun).toBe(1)
    finish()
    await pass(0)
    expect(begun).toBe(2)
    finish()
    await pass(10_000)
    expect(begun).toBe(2)
  })

  it('is not begun any more once nobody wants it', async () => {
    const read = paced(atOnce, 1000)
    read.ask()
    read.stop()
    await pass(5000)
    expect(begun).toBe(0)
  })
})
