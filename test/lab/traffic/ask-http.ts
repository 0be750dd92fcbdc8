import { randomUUID } from 'node:crypto'
import { request } from 'node:https'
import { patienceMs } from './ask.ts'
import type { Ask, Asked } from './ask.ts'

/** One HTTPS request over a new connection: a balance, or by turns an xDR with an id that is its own. */
export function httpAsker({ address, port, posts }: Asked): Ask {
  return {
    ask(ordinal, account, done) {
      const key = posts && ordinal % 2 === 1 ? randomUUID() : ''
      let open = true
      const settle = (result: string, node: string): void => {
        if (!open) return
        open = false
        clearTimeout(timer)
        done({ result, node, account, key })
      }
      const req = request({
        host: address,
        port,
        path: account === '' ? '/' : `/api/account/${account}`,
        method: key === '' ? 'GET' : 'POST',
        agent: false,
        rejectUnauthorized: false,
        headers: { connection: 'close' },
      })
      // A post is waited for longer: whether it was taken must be known.
      const timer = setTimeout(
        () => {
          settle('timeout', '')
          req.destroy()
        },
        key === '' ? patienceMs : 10 * patienceMs,
      )
      req.on('response', (response) => {
        response.resume()
        response.on('end', () =>
          settle(String(response.statusCode), String(response.headers['x-node'] ?? '')),
        )
      })
      req.on('error', (error) =>
        settle(`error:${'code' in error ? String(error.code) : 'socket'}`, ''),
      )
      req.end(key === '' ? undefined : key)
    },
    close: () => undefined,
  }
}
