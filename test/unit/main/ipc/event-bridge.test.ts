import { describe, expect, it } from 'vitest'
import { createEventBridge } from '../../../../main/ipc/event-bridge.ts'

function bridge() {
  const sent: unknown[] = []
  return { sent, ...createEventBridge((event, payload) => sent.push([event, payload])) }
}

describe('events to the window', () => {
  it('wait until the window has reported ready, and come in order then', () => {
    const { sent, emit, ready } = bridge()
    emit('data/did-crash', { message: 'ended', state: 'restarting' })
    emit('project/did-change', { seq: 1 })
    expect(sent).toEqual([])
    ready()
    emit('project/did-change', { seq: 2 })
    expect(sent).toEqual([
      ['data/did-crash', { message: 'ended', state: 'restarting' }],
      ['project/did-change', { seq: 1 }],
      ['project/did-change', { seq: 2 }],
    ])
  })

  it('keep only the last of waiting news about the same thing', () => {
    const { sent, emit, ready } = bridge()
    for (let seq = 1; seq <= 1000; seq += 1) emit('project/did-change', { seq })
    emit('app/did-ask-secret', { id: 'a', prompt: 'one', mayRemember: false })
    emit('app/did-ask-secret', { id: 'b', prompt: 'two', mayRemember: false })
    ready()
    expect(sent).toEqual([
      ['project/did-change', { seq: 1000 }],
      ['app/did-ask-secret', { id: 'a', prompt: 'one', mayRemember: false }],
      ['app/did-ask-secret', { id: 'b', prompt: 'two', mayRemember: false }],
    ])
  })

  it('wait again while the page loads once more', () => {
    const { sent, emit, ready, notReady } = bridge()
    ready()
    notReady()
    emit('project/did-change', { seq: 5 })
    expect(sent).toEqual([])
    ready()
    expect(sent).toEqual([['project/did-change', { seq: 5 }]])
  })
})
