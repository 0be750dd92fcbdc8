import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { selfSigned } from '../../main/lab/certificate.ts'

const made = selfSigned('switchyard test', Date.now())

/** A certificate of this test run: no key lies in the repository. */
export const testTls = { key: made.keyPem, cert: made.certPem }

/** PEM file of its authority, which it is itself. */
export const testAuthority = join(mkdtempSync(join(tmpdir(), 'switchyard-tls-')), 'ca.pem')
writeFileSync(testAuthority, made.certPem)

/** PEM file of an authority that has signed nothing here. */
export const otherAuthority = join(dirname(testAuthority), 'other.pem')
writeFileSync(otherAuthority, selfSigned('somebody else', Date.now()).certPem)

export type SeenCall = {
  readonly method: string
  readonly type: string
  readonly params: Readonly<Record<string, unknown>>
  /** Session id or bearer, whichever came. */
  readonly key: string | undefined
}

/** Text goes out as it is; other values as JSON. `hang` never answers. */
export type Reply = { readonly status?: number; readonly body: unknown } | { readonly hang: true }

export type ApiServer = {
  readonly url: string
  readonly calls: readonly SeenCall[]
  readonly connections: () => number
  close(): Promise<void>
}

const Params = z.record(z.string(), z.unknown())
const JsonBody = z.object({ params: Params })

async function read(request: IncomingMessage): Promise<SeenCall> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array)) // no encoding set
  const text = Buffer.concat(chunks).toString('utf8')
  const type = request.headers['content-type'] ?? ''
  const method = (request.url ?? '').replace(/^.*\/rest\//, '')
  if (type === 'application/json') {
    const { params } = JsonBody.parse(JSON.parse(text))
    return { method, type, params, key: request.headers.authorization?.replace(/^Bearer /, '') }
  }
  const form = new URLSearchParams(text)
  const auth = z.object({ session_id: z.string().optional() })
  const { session_id: key } = auth.parse(JSON.parse(form.get('auth_info') ?? '{}'))
  return { method, type, params: Params.parse(JSON.parse(form.get('params') ?? '{}')), key }
}

/** A real HTTPS server on loopback that answers calls by a function and remembers them. */
export async function startApiServer(reply: (call: SeenCall) => Reply): Promise<ApiServer> {
  const calls: SeenCall[] = []
  let connections = 0
  const server = createServer(testTls, (request, response) => {
    const answerIt = async (): Promise<void> => {
      const call = await read(request)
      calls.push(call)
      const answer = reply(call)
      if ('hang' in answer) return
      const { status = 200, body } = answer
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    void answerIt()
  })
  server.on('secureConnection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server has one
  return {
    url: `https://127.0.0.1:${port}`,
    calls,
    connections: () => connections,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
