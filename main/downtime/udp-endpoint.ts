import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import type { ProbeAnswer, Target } from './probe.ts'

/** Names a question, so that its answer can be told from others that share the socket. */
type Key = string | number

export type UdpEndpoint = {
  /** Port that answers come to; 0 until the first packet is out. */
  localPort(): number
  /** Sends and remembers the question. Answers how to forget it. */
  ask(key: Key, packet: Uint8Array, done: (answer: ProbeAnswer) => void): () => void
  isAsked(key: Key): boolean
  close(): void
}

/**
 * One socket for all questions to one address: eight customers in transfer need one, not eight. `read` looks at a packet
 * and names the question that it answers, or undefined for one that is not for us.
 */
export async function openUdpEndpoint(
  target: Target,
  read: (packet: Uint8Array) => { readonly key: Key; readonly answer: ProbeAnswer } | undefined,
): Promise<UdpEndpoint> {
  const waiting = new Map<Key, (answer: ProbeAnswer) => void>()
  const settle = (key: Key, answer: ProbeAnswer): void => {
    const done = waiting.get(key)
    waiting.delete(key)
    done?.(answer)
  }
  const socket = createSocket(target.ipv6 ? 'udp6' : 'udp4')
  socket.on('message', (packet) => {
    const found = read(packet)
    if (found !== undefined) settle(found.key, found.answer)
  })
  await bound(socket)
  // Anything that breaks the socket is our own failure: nothing that was asked can be answered any more.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    waiting.forEach((_, key) => settle(key, { verdict: 'unknown', seen: error.code ?? error.name }))
  })
  let closed = false
  return {
    localPort: () => (closed ? 0 : socket.address().port),
    ask(key, packet, done) {
      waiting.set(key, done)
      socket.send(packet, target.port, target.host, (error: NodeJS.ErrnoException | null) => {
        // A packet that did not leave this computer says nothing about the service.
        if (error !== null) settle(key, { verdict: 'unknown', seen: error.code ?? error.name })
      })
      return () => waiting.delete(key)
    },
    isAsked: (key) => waiting.has(key),
    close() {
      if (closed) return
      closed = true
      waiting.clear()
      socket.close()
    },
  }
}

const bound = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(0, () => {
      socket.off('error', reject)
      resolve()
    })
  })
