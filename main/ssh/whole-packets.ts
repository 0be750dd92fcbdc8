import type { Duplex } from 'node:stream'

/**
 * What is written in one go leaves together. ssh2 writes each packet in three parts, length, content and seal: over a socket without delay
 * these would be three segments and three calls of the system.
 */
export function wholePackets<S extends Duplex>(stream: S): S {
  const { write } = stream
  let isHeld = false
  const letGo = (): void => {
    isHeld = false
    stream.uncork()
  }
  return Object.assign(stream, {
    write(...args: unknown[]) {
      if (!isHeld) {
        isHeld = true
        stream.cork()
        process.nextTick(letGo)
      }
      return Reflect.apply(write, stream, args)
    },
  })
}
