import { createServer } from 'node:https'
import type { RestEndpoint } from '../api/rest.ts'
import { handleRest } from '../api/rest.ts'
import type { Certificate } from '../certificate.ts'
import { Listener } from '../listener.ts'

/** One HTTPS server of the lab: a system's own web server, the dispatcher's, or the service address of the API. */
export async function startWeb(
  endpoint: RestEndpoint,
  { certPem, keyPem }: Certificate,
): Promise<Listener> {
  const server = createServer(
    { cert: certPem, key: keyPem, keepAliveTimeout: 30_000 },
    (request, response) => handleRest(endpoint, request, response),
  )
  // Clients that break off a handshake are no news for a server.
  server.on('tlsClientError', (_, socket) => socket.destroy())
  const listener = new Listener(server)
  await listener.open()
  return listener
}
