import { describe, expect, it } from 'vitest'
import { createBridge } from '../../../preload/bridge.ts'
import type { Wire } from '../../../preload/bridge.ts'

type Listener = Parameters<Wire['on']>[1]

function wire() {
  const calls: unknown[][] = []
  const listeners: Listener[] = []
  return {
    calls,
    listeners,
    invoke: async (...args: unknown[]) => {
      calls.push(args)
      return { ok: true, value: null }
    },
    on: (_channel: string, listener: Listener) => listeners.push(listener),
    removeListener: (_channel: string, listener: Listener) =>
      listeners.splice(listeners.indexOf(listener), 1),
  }
}

const pathOf = (): string => '/dropped.switchyard'

describe('the bridge of the preload', () => {
  it('passes a known channel and its request on', async () => {
    const fake = wire()
    await createBridge(fake, pathOf).invoke('project/open-recent', { path: '/p.switchyard' })
    expect(fake.calls).toEqual([['project/open-recent', { path: '/p.switchyard' }]])
  })

  it('refuses a channel that is not in the contract, as a problem, without a call', async () => {
    const fake = wire()
    const bridge = createBridge(fake, pathOf)
    // @ts-expect-error an unknown channel does not compile either
    await expect(bridge.invoke('shell/run-command', { command: 'id' })).resolves.toMatchObject({
      ok: false,
      problem: { code: 'wrong-use' },
    })
    expect(fake.calls).toEqual([])
  })

  it('opens a dropped file by the path that the system has for it, and by no path of the page', async () => {
    const fake = wire()
    const bridge = createBridge(fake, pathOf)
    await bridge.openDropped({ path: '/etc/passwd' })
    expect(fake.calls).toEqual([['project/open-dropped', { path: '/dropped.switchyard' }]])
    // @ts-expect-error the page may not name this channel
    await expect(bridge.invoke('project/open-dropped', { path: '/x' })).resolves.toMatchObject({
      ok: false,
    })
    expect(fake.calls).toHaveLength(1)
  })

  it('refuses to listen to an event that is not in the contract', () => {
    const bridge = createBridge(wire(), pathOf)
    // @ts-expect-error an unknown event does not compile either
    expect(() => bridge.on('app/secrets', () => undefined)).toThrow('no event')
  })

  it('hands over the payload and never the event of Electron, until it is told to stop', () => {
    const fake = wire()
    const heard: unknown[] = []
    const stop = createBridge(fake, pathOf).on('project/did-change', (...args: unknown[]) =>
      heard.push(args),
    )
    fake.listeners[0]?.({ sender: 'electron' }, { seq: 1 })
    stop()
    expect(heard).toEqual([[{ seq: 1 }]])
    expect(fake.listeners).toEqual([])
  })
})
