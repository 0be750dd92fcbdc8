import { createSocket } from 'node:dgram'
import { randomBytes } from 'node:crypto'
import { patienceMs } from './ask.ts'
import type { Ask, Asked, Outcome } from './ask.ts'

/** OPTIONS over UDP, sent once: an outage shows as what it is. With an account, whether that one is served. */
export function sipAsker({ address, port }: Asked): Ask {
  const socket = createSocket('udp4')
  const open = new Map<string, (result: string, node: string) => void>()
  const origin = randomBytes(4).toString('hex')
  socket.on('message', (bytes) => {
    const text = bytes.toString('latin1')
    const status = /^SIP\/2\.0 (\d{3})/.exec(text)?.[1]
    const id = /^Call-ID:\s*(\S+)/im.exec(text)?.[1]
    if (status === undefined || id === undefined || status.startsWith('1')) return
    open.get(id)?.(status, /^X-Node:\s*(\S+)/im.exec(text)?.[1] ?? '')
  })
  socket.on('error', () => undefined)
  return {
    ask(ordinal, account, done) {
      const id = `${origin}-${ordinal}`
      const settle = (result: string, node: string): void => {
        clearTimeout(timer)
        open.delete(id)
        done({ result, node, account, key: '' } satisfies Outcome)
      }
      const timer = setTimeout(() => settle('timeout', ''), patienceMs)
      open.set(id, settle)
      const uri = account === '' ? `sip:${address}:${port}` : `sip:${account}@${address}:${port}`
      const message = [
        `OPTIONS ${uri} SIP/2.0`,
        `Via: SIP/2.0/UDP witness.invalid;branch=z9hG4bK${id};rport`,
        'Max-Forwards: 70',
        `From: <sip:witness@witness.invalid>;tag=${id}`,
        `To: <${uri}>`,
        `Call-ID: ${id}`,
        'CSeq: 1 OPTIONS',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n')
      socket.send(message, port, address, (error) => {
        if (error !== null) settle(`error:${'code' in error ? String(error.code) : 'send'}`, '')
      })
    },
    close: () => void setTimeout(() => socket.close(), patienceMs + 200),
  }
}
