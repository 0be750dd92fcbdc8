import { connect } from 'node:net'
import type { AgentFacts, CertificateFacts } from '../../shared/domain/preflight.ts'
import { parseCertificate, WireReader } from './certificate.ts'

/** draft-ietf-sshm-ssh-agent, 3.5. */
const requestIdentities = 11
const identitiesAnswer = 12
/** An answer of an agent with thousands of keys is no answer. */
const mostBytes = 256 * 1024
const patienceMs = 3000

/** Asks the agent what it holds. The protocol does not tell how long it keeps a key; a certificate says its own times. */
export async function agentFacts(socketPath: string | undefined): Promise<AgentFacts> {
  if (socketPath === undefined || socketPath === '') return { kind: 'none' }
  const answer = await ask(socketPath)
  if (answer instanceof Error) return { kind: 'silent', why: answer.message }
  try {
    return readIdentities(answer)
  } catch (error) {
    return { kind: 'silent', why: error instanceof Error ? error.message : String(error) }
  }
}

/** The payload of SSH_AGENT_IDENTITIES_ANSWER, without its length. Throws RangeError when it ends too early. */
export function readIdentities(payload: Buffer): AgentFacts {
  const reader = new WireReader(payload)
  const type = reader.byte()
  if (type !== identitiesAnswer)
    return { kind: 'silent', why: `it answers ${type} to the question for its keys` }
  const count = reader.uint32()
  const certificates: CertificateFacts[] = []
  for (let i = 0; i < count; i += 1) {
    const blob = reader.string()
    const comment = reader.string().toString('utf8').slice(0, 100)
    const certificate = parseCertificate(blob)
    if (certificate !== undefined)
      certificates.push({ ...certificate, name: comment === '' ? certificate.name : comment })
  }
  return { kind: 'answers', keys: count, certificates }
}

function ask(socketPath: string): Promise<Buffer | Error> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    let got = Buffer.alloc(0)
    const end = (answer: Buffer | Error): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(patienceMs, () => end(new Error('no answer in 3 s')))
    socket.once('error', end)
    socket.once('close', () => end(new Error('it closed the connection')))
    socket.once('connect', () => socket.write(Buffer.from([0, 0, 0, 1, requestIdentities])))
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk])
      if (got.length < 4) return
      const length = got.readUInt32BE(0)
      if (length > mostBytes) end(new Error('its answer is too long'))
      else if (got.length >= 4 + length) end(got.subarray(4, 4 + length))
    })
  })
}
