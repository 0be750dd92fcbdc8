import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { connectTerminal } from '../../../../renderer/api/terminal.ts'

const listeners = new Map<string, (payload: unknown) => void>()
let opened: () => void = () => undefined
const bridge = {
  invoke: async (channel: string) =>
    channel === 'host/open-terminal'
      ? new Promise((resolve) => {
          opened = () => resolve({ ok: true, value: { terminal: 't1' } })
        })
      : { ok: true, value: null },
  on(event: string, listener: (payload: unknown) => void) {
    listeners.set(event, listener)
    return () => listeners.delete(event)
  },
}

beforeEach(() => vi.stubGlobal('window', { switchyard: bridge }))
afterEach(() => vi.unstubAllGlobals())

it('shows the end of a shell that ended before its terminal had a name, behind what it printed', async () => {
  const seen: string[] = []
  connectTerminal(
    'src-db',
    { cols: 80, rows: 24 },
    {
      opened: () => seen.push('opened'),
      show: (bytes) => seen.push(new TextDecoder().decode(bytes)),
      end: (why) => seen.push(why),
      refuse: () => seen.push('refused'),
    },
  )
  const said = new TextEncoder().encode('This account is not available.')
  listeners.get('host/did-output')?.({ terminal: 't1', bytes: said })
  listeners.get('host/did-end-terminal')?.({ terminal: 't1', why: 'the shell has ended' })
  listeners.get('host/did-end-terminal')?.({ terminal: 'other', why: 'not this one' })
  opened()
  await vi.waitFor(() => expect(seen).toContain('opened'))
  expect(seen).toEqual(['opened', 'This account is not available.', 'the shell has ended'])
})
