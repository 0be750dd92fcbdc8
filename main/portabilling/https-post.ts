import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:https'
import type { RequestOptions } from 'node:https'
import type { IncomingMessage } from 'node:http'

/** One answer, whatever its status. */
export type HttpAnswer = { readonly status: number; readonly body: string }

/** The call did not give an answer; `reason` is a sentence part without secrets. */
export class HttpFailure extends Error {
  readonly next: string
  constructor(reason: string, next: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'HttpFailure'
    this.next = next
  }
}

export type HttpsPosterOptions = {
  readonly url: URL
  /** PEM file of the authority; default: the system's authorities. Read on the first call. */
  readonly caFile?: string
  /** Real milliseconds for one call from the first byte sent to the last received. */
  readonly timeoutMs: number
  /** Bytes of an answer; a longer one is refused. */
  readonly maxAnswerBytes: number
}

export type HttpsPoster = {
  post(
    path: string,
    body: { readonly type: string; readonly text: string; readonly bearer?: string },
  ): Promise<HttpAnswer>
  close(): void
}

/** Sends POST requests over a few connections that stay open. Certificates are always checked. */
export function createHttpsPoster(options: HttpsPosterOptions): HttpsPoster {
  let agent: Promise<Agent> | undefined
  const open = (): Promise<Agent> => {
    agent ??= readAuthority(options.caFile).then(
      (ca) => new Agent({ keepAlive: true, maxSockets: 4, ...(ca === undefined ? {} : { ca }) }),
    )
    return agent
  }
  return {
    async post(path, body) {
      const base = options.url.href.endsWith('/') ? options.url.href : `${options.url.href}/`
      const bytes = Buffer.from(body.text)
      const ask: RequestOptions = {
        method: 'POST',
        agent: await open(),
        headers: {
          'content-type': body.type,
          'content-length': bytes.length,
          accept: 'application/json',
          // So that the access log of the platform tells our calls from those of its integrations.
          'user-agent': 'switchyard',
          ...(body.bearer === undefined ? {} : { authorization: `Bearer ${body.bearer}` }),
        },
      }
      return send(new URL(path, base), ask, bytes, options)
    },
    close() {
      // Nothing was opened when the promise is not there; a failed one has been reported by its call.
      agent?.then(
        (opened) => opened.destroy(),
        () => undefined,
      )
      agent = undefined
    },
  }
}

async function readAuthority(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new HttpFailure(
      `the authority file ${file} cannot be read`,
      'correct "caFile" of this endpoint in project.yaml',
      { cause: error },
    )
  }
}

type Limits = Pick<HttpsPosterOptions, 'timeoutMs' | 'maxAnswerBytes'>

async function send(
  url: URL,
  ask: RequestOptions,
  body: Buffer,
  limits: Limits,
): Promise<HttpAnswer> {
  const deadline = AbortSignal.timeout(limits.timeoutMs)
  const first = await once(url, ask, body, limits, deadline)
  // A kept connection that the server had closed in the meantime says nothing about the server: ask once more.
  return first === 'stale' ? insist(await once(url, ask, body, limits, deadline)) : first
}

function insist(answer: HttpAnswer | 'stale'): HttpAnswer {
  if (answer !== 'stale') return answer
  throw new HttpFailure('the server closed the connection', 'look at the web server of this host')
}

function once(
  url: URL,
  ask: RequestOptions,
  body: Buffer,
  limits: Limits,
  signal: AbortSignal,
): Promise<HttpAnswer | 'stale'> {
  return new Promise((resolve, reject) => {
    const req = request(url, { ...ask, signal })
    req.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted)
        reject(
          new HttpFailure(
            `no answer within ${limits.timeoutMs / 1000} s`,
            'check that the web server is up and reachable from here, then try again',
            { cause: error },
          ),
        )
      else if (req.reusedSocket && error.code === 'ECONNRESET') resolve('stale')
      else reject(networkFailure(error))
    })
    req.on('response', (response) => {
      collect(response, limits.maxAnswerBytes).then(
        (text) => resolve({ status: response.statusCode ?? 0, body: text }),
        (error: unknown) => {
          req.destroy()
          reject(
            error instanceof HttpFailure || !(error instanceof Error)
              ? error
              : signal.aborted
                ? new HttpFailure(
                    `the answer was not complete within ${limits.timeoutMs / 1000} s`,
                    'try again; a slow link may need a smaller page',
                    { cause: error },
                  )
                : networkFailure(error),
          )
        },
      )
    })
    req.end(body)
  })
}

async function collect(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    const bytes = chunk as Buffer // a response without setEncoding gives buffers
    size += bytes.length
    if (size > maxBytes)
      throw new HttpFailure(
        `the answer is larger than ${Math.round(maxBytes / 1_048_576)} MiB`,
        'ask for smaller pages, or check that this address really is a PortaBilling API',
      )
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const certificateCodes = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT|HOSTNAME_MISMATCH)/

function networkFailure(error: NodeJS.ErrnoException): HttpFailure {
  const code = error.code ?? error.name
  if (certificateCodes.test(code))
    return new HttpFailure(
      `the server's certificate is not trusted (${code})`,
      'give the authority that signed it as "caFile" of this endpoint, and check that the host name in "url" is the certificate\'s',
      { cause: error },
    )
  return new HttpFailure(
    `no connection (${code})`,
    'check the address and port in "url" and that this computer may reach it',
    { cause: error },
  )
}
