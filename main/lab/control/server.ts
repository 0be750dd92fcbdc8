import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { Fault } from '../faults.ts'
import type { Lab } from '../lab.ts'
import { Listener } from '../listener.ts'

/** Control of a running lab over loopback HTTP, for the processes that own the bearer token in `lab.json`. */
export type Control = { readonly url: string; readonly token: string; close(): Promise<void> }

const Moved = z.strictObject({ since: z.number().int().nonnegative() })
const Advance = z.strictObject({ to: z.number().nonnegative() })

export async function startControl(lab: Lab, rate: number, onStop: () => void): Promise<Control> {
  const token = randomBytes(24).toString('hex')
  const expected = Buffer.from(`Bearer ${token}`)
  const allowed = (request: IncomingMessage): boolean => {
    const given = Buffer.from(request.headers.authorization ?? '')
    return given.length === expected.length && timingSafeEqual(given, expected)
  }
  const clock = () => ({ now: lab.now(), rate, moves: lab.moves() })
  const run = async (route: string, body: unknown): Promise<unknown> => {
    switch (route) {
      case 'GET /clock':
        return clock()
      case 'GET /truth':
        return lab.truth()
      case 'GET /customers':
        return lab.customerTruth()
      case 'GET /analysis':
        return lab.analysisTruth()
      case 'GET /attempts':
        return lab.attempts()
      case 'POST /inject':
        return lab.inject(Fault.parse(body))
      case 'POST /clear-faults':
        return lab.clearFaults()
      case 'POST /advance':
        lab.advanceTo(Advance.parse(body).to)
        return clock()
      case 'POST /moved':
        // Answered when somebody moves the clock: other processes follow at once.
        await lab.moved(Moved.parse(body).since)
        return clock()
      case 'POST /stop':
        return {}
      default:
        throw new Error(`no route ${route}`)
    }
  }
  const server = createServer((request, response) => {
    const reply = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body ?? {}))
    }
    if (request.method === 'POST' && request.url === '/stop')
      response.once('finish', () => {
        if (response.statusCode === 200) onStop()
      })
    if (!allowed(request)) return reply(401, { error: 'the bearer token of lab.json is missing' })
    readJson(request)
      .then((body) => run(`${request.method ?? ''} ${request.url ?? ''}`, body))
      .then(
        (answer) => reply(200, answer),
        (error: unknown) =>
          reply(400, { error: error instanceof Error ? error.message : String(error) }),
      )
  })
  const listener = new Listener(server)
  await listener.open()
  return { url: `http://127.0.0.1:${listener.port}`, token, close: () => listener.close() }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // no encoding is set: buffers
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? undefined : JSON.parse(text)
}
