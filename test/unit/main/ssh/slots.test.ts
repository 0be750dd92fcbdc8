import { expect, test } from 'vitest'
import { Slots } from '../../../../main/ssh/slots.ts'

test('the one who waits longest gets the next slot', async () => {
  const slots = new Slots(1)
  const order: string[] = []
  const first = await slots.take()
  const later = ['a', 'b'].map(async (name) => {
    const release = await slots.take()
    order.push(name)
    release?.()
  })
  first?.()
  await Promise.all(later)
  expect([order, slots.taken]).toEqual([['a', 'b'], 0])
})

test('a slot can be given back only once', async () => {
  const slots = new Slots(2)
  const release = await slots.take()
  await slots.take()
  release?.()
  release?.()
  expect(slots.taken).toBe(1)
})

test('who stops waiting loses the place and blocks nobody', async () => {
  const slots = new Slots(1)
  const held = await slots.take()
  const abort = new AbortController()
  const waiting = slots.take(abort.signal)
  const next = slots.take()
  abort.abort()
  held?.()
  expect(await waiting).toBeUndefined()
  expect(await next).toBeTypeOf('function')
})
