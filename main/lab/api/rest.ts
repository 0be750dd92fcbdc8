import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FaultBook } from '../faults.ts'
import type { World } from '../world/state.ts'
import { ApiFault, apiMethods } from './methods.ts'
import type { Params, View } from './methods.ts'
import type { Sessions } from './sessions.ts'

/** Where an HTTPS server speaks for; `view` undefined means that nobody can answer now (HTTP 503). */
export type RestEndpoint = {
  readonly name: 'source' | 'target' | 'dispatcher' | 'service'
  readonly world: World
  readonly sessions: Sessions
  readonly faults: FaultBook
  readonly now: () => number
  view(): View | undefined
}

/** `POST /rest/<Service>/<method>` with form or JSON; any other path is the portal's page, for health checks. */
export function handleRest(
  endpoint: RestEndpoint,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const view = endpoint.view()
  if (view === undefined) return send(response, 503, { error: 'the database does not answer' })
  const method = /^\/rest\/(?<method>\w+\/\w+)\/?$/.exec(request.url ?? '')?.groups?.['method']
  if (method === undefined) {
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.end('PortaBilling lab\n')
    return
  }
  if (request.method !== 'POST') return send(response, 405, { error: 'use POST' })
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    try {
      const fault = endpoint.faults.strikeApi(endpoint.name, method)
      if (fault !== undefined) throw new ApiFault(fault, 'the lab was told to fail')
      const sent = parseBody(request, Buffer.concat(chunks).toString('utf8'))
      send(response, 200, answer(endpoint, view, method, sent))
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error
      send(response, 500, { faultcode: error.code, faultstring: error.message })
    }
  })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body))
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length })
  response.end(bytes)
}

type Sent = { readonly params: Params; readonly key: string | undefined }

const isRecord = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function record(text: string | null, name: string): Params {
  if (text === null || text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new ApiFault('Client.InvalidRequest', `${name} is not a JSON object`)
}

function parseBody(request: IncomingMessage, text: string): Sent {
  const bearer = request.headers.authorization?.replace(/^Bearer /, '')
  const json = (request.headers['content-type'] ?? '').startsWith('application/json')
  const form = json ? undefined : new URLSearchParams(text)
  const body = json ? record(text, 'the body') : {}
  const params = form === undefined ? body['params'] : record(form.get('params'), 'params')
  const auth = form === undefined ? body['auth_info'] : record(form.get('auth_info'), 'auth_info')
  const inAuth = isRecord(auth) ? (auth['session_id'] ?? auth['access_token']) : undefined
  const key = typeof inAuth === 'string' ? inAuth : bearer
  return { params: isRecord(params) ? params : {}, key }
}

function answer(
  endpoint: RestEndpoint,
  view: View,
  method: string,
  { params, key }: Sent,
): unknown {
  const { sessions, world, now } = endpoint
  const refused = (text: string): ApiFault => new ApiFault('Server.Session.auth_failed', text)
  if (method === 'Session/login' || method === 'Session/refresh_access_token') {
    const granted =
      method === 'Session/login'
        ? sessions.login(params)
        : sessions.refresh(params['refresh_token'])
    if (granted === undefined) throw refused('login failed')
    return granted
  }
  const named = params['session_id'] ?? params['access_token']
  const asked = typeof named === 'string' ? named : key
  if (method === 'Session/ping') return { user_id: sessions.isAlive(asked) ? 1 : 0 }
  if (!sessions.isAlive(key)) throw refused('the session is not valid')
  if (method === 'Session/logout') {
    sessions.logout(asked)
    return { success: 1 }
  }
  const run = Object.hasOwn(apiMethods, method) ? apiMethods[method] : undefined
  if (run === undefined) throw new ApiFault('Client.UnknownMethod', `no method ${method}`)
  return run({ world, view, params, at: now() })
}
