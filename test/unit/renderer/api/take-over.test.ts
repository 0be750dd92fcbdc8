import { beforeEach, expect, it, vi } from 'vitest'
import { orTakeOver } from '../../../../renderer/api/take-over.ts'
import { closeTakeOver, dialogStore } from '../../../../renderer/stores/dialog-store.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import type { Envelope } from '../../../../shared/ipc/envelope.ts'
import { problem } from '../../../../shared/domain/problems.ts'

const theirs = problem('in-other-hands', 'another operator works here: src-db is in the hands …')
/** Main, as it answers while somebody else has the hosts. */
const ask = vi.fn<(takeOver?: string) => Promise<Envelope<{ run: string }>>>(async (takeOver) =>
  takeOver === undefined ? bad(theirs) : ok({ run: 'r0007' }),
)
const done = vi.fn<(value: { run: string }) => void>()
const asked = () => dialogStore.getState().takeOver

beforeEach(() => {
  ask.mockClear()
  done.mockClear()
  closeTakeOver()
})

it('offers the hosts that somebody else has, and asks once more with the reason', async () => {
  expect(await orTakeOver(ask, done)).toBeUndefined()
  expect(asked()?.problem).toBe(theirs)
  expect(done).not.toHaveBeenCalled()
  expect(await asked()?.again('her laptop is off')).toBeUndefined()
  expect(ask.mock.calls).toEqual([[undefined], ['her laptop is off']])
  expect(done).toHaveBeenCalledWith({ run: 'r0007' })
})

it('shows in the dialog what refused the take-over itself', async () => {
  const away = problem('host-unreachable', 'src-db does not answer')
  ask.mockResolvedValueOnce(bad(theirs)).mockResolvedValueOnce(bad(away))
  await orTakeOver(ask, done)
  expect(await asked()?.again('her laptop is off')).toBe(away)
  expect(done).not.toHaveBeenCalled()
})

it('offers nothing where another problem stands in the way, or none', async () => {
  const other = problem('not-allowed', 'run r0003 is running')
  expect(await orTakeOver(async () => bad(other))).toBe(other)
  expect(await orTakeOver(async () => ok(2))).toBeUndefined()
  expect(asked()).toBeUndefined()
})
