import { expect, it } from 'vitest'
import { sessionSummary, skips } from '../../../../../renderer/views/header/view-model.ts'
import type { BatchView } from '../../../../../shared/ipc/overview.ts'
import { minutes, overview, tenPm, windowAt } from '../../../../helpers/overview.ts'

it('hosts with a problem come before everything else', () => {
  const ready = { host: 'a', state: 'ready' }
  const broken = { host: 'b', state: 'down', problem: 'no route' }
  expect(sessionSummary([], 10)).toEqual({ tone: 'idle', text: '10 hosts, none connected yet' })
  expect(sessionSummary([ready], 10)).toEqual({ tone: 'good', text: '1 of 10 hosts connected' })
  expect(sessionSummary([ready, broken], 10)).toEqual({ tone: 'bad', text: 'b: no route' })
  expect(sessionSummary([broken, { ...broken, host: 'c' }], 10).text).toBe(
    '2 hosts with a problem: b, c',
  )
})

it('a whole site that is lost fits into the header', () => {
  const lost = 'abcdefghij'.split('').map((host) => ({ host, state: 'down', problem: 'no route' }))
  expect(sessionSummary(lost, 10).text).toBe('10 hosts with a problem: a, b, c and 7 more')
})

it('the lab may skip to the next window of a batch that is not moved, and over the soak', () => {
  const batch = (id: string, toMove: number, from: number): BatchView => ({
    id,
    ordinal: 1,
    pilot: false,
    state: 'planned',
    members: 1,
    accounts: 1,
    counts: {},
    windows: [windowAt(from)],
    toMove: [toMove],
  })
  const batches = [batch('b1', 0, 60), batch('b2', 1, 120)]
  const found = skips(overview({ batches }), tenPm)
  expect(found[0]).toEqual({ to: minutes(120), text: 'Next batch window' })
  expect(found.at(-1)).toEqual({ to: minutes(14 * 1440), text: 'Soak, 14 days' })
})
