import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { paced } from '../../../../renderer/components/paced.ts'

let begun = 0
let ended = 0
const taking = (ms: number) => async (): Promise<void> => {
  begun += 1
  await new Promise((done) => setTimeout(done, ms))
  ended += 1
}

beforeEach(() => {
  vi.useFakeTimers()
  begun = 0
  ended = 0
})
afterEach(() => vi.useRealTimers())

describe('something that is asked for all the time', () => {
  it('is done at once, then once in a second', async () => {
    const read = paced(taking(10), 1000)
    for (let tenth = 0; tenth < 25; tenth++) {
      read.ask()
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(begun).toBe(3)
    read.stop()
  })

  it('comes to its end although it takes longer than the next question', async () => {
    const read = paced(taking(400), 1000)
    for (let tenth = 0; tenth < 30; tenth++) {
      read.ask()
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(ended).toBe(3)
    read.stop()
  })

  it('is done once more for the last question, and never twice at a time', async () => {
    const read = paced(taking(1500), 1000)
    read.ask()
    await vi.advanceTimersByTimeAsync(200)
    read.ask()
    read.ask()
    expect(begun).toBe(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(ended).toBe(2)
  })

  it('is not begun any more once nobody wants it', async () => {
    const read = paced(taking(10), 1000)
    read.ask()
    read.stop()
    await vi.advanceTimersByTimeAsync(5000)
    expect(begun).toBe(0)
  })
})
