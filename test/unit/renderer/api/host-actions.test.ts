import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { refreshHosts } from '../../../../renderer/api/host-actions.ts'
import { hostStore } from '../../../../renderer/stores/host-store.ts'
import { showOverview } from '../../../../renderer/stores/project-store.ts'
import { overview } from '../../../helpers/overview.ts'

let answer: (value: unknown) => void = () => undefined
const invoke = async () => new Promise((resolve) => (answer = resolve))

beforeEach(() => {
  vi.stubGlobal('window', { switchyard: { invoke } })
  showOverview(overview(), 0)
})
afterEach(() => {
  showOverview(null, 0)
  vi.unstubAllGlobals()
})

const view = { hosts: [], sessions: [], mayOpenTerminal: true }

it('keeps the hosts of the project that is open, not of one that was closed while they were read', async () => {
  const reading = refreshHosts()
  const panda = overview()
  showOverview(overview({ project: { ...panda.project, path: '/other.switchyard' } }), 1)
  answer({ ok: true, value: view })
  await reading
  expect(hostStore.getState().view).toBeUndefined()
  const again = refreshHosts()
  answer({ ok: true, value: view })
  await again
  expect(hostStore.getState().view).toEqual(view)
})
