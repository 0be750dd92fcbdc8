import { request } from 'node:https'
import { connect } from 'node:net'
import type { Probe, ProbeAnswer, Target } from './probe.ts'
import { failedProbe } from './probe.ts'

/** Calls `done` once, and not after giving up. */
function once(done: (answer: ProbeAnswer) => void): { settle: typeof done; giveUp: () => void } {
  let open = true
  return {
    settle(answer) {
      if (!open) return
      open = false
      done(answer)
    },
    giveUp() {
      open = false
    },
  }
}

/**
 * HTTPS: one GET of `/` over a new connection each time, as a new client would make it. Any status below 500 is good: it
 * was the service that refused. With `ca` the certificate must be signed by it; its name is not compared, because the
 * project knows the address only. Without `ca` nothing about the certificate is checked: a probe sends no secret.
 */
export const httpsProbe = (target: Target, ca: string | undefined): Probe => ({
  send(done) {
    const { settle, giveUp } = once(done)
    const req = request({
      host: target.host,
      port: target.port,
      path: '/',
      method: 'GET',
      agent: false,
      headers: { connection: 'close', 'user-agent': 'Switchyard' },
      ...(ca === undefined
        ? { rejectUnauthorized: false }
        : { ca, checkServerIdentity: () => undefined }),
    })
    req.on('response', (response) => {
      const status = response.statusCode ?? 0
      settle({ verdict: status < 500 ? 'good' : 'bad', seen: String(status) })
      req.destroy()
    })
    req.on('error', (error) => settle(failedProbe(error)))
    req.end()
    return () => {
      giveUp()
      req.destroy()
    }
  },
  close: () => undefined,
})

/** TCP: a connection that opens is good; nothing is sent. */
export const tcpProbe = (target: Target): Probe => ({
  send(done) {
    const { settle, giveUp } = once(done)
    const socket = connect({ host: target.host, port: target.port })
    socket.on('connect', () => {
      settle({ verdict: 'good', seen: 'connected' })
      socket.destroy()
    })
    socket.on('error', (error) => settle(failedProbe(error)))
    return () => {
      giveUp()
      socket.destroy()
    }
  },
  close: () => undefined,
})
