import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import type { AuthContext, Connection, ParsedKey, ServerChannel } from 'ssh2'
import { ssh2 } from '../../ssh/library.ts'
import { wholePackets } from '../../ssh/whole-packets.ts'
import { Listener } from '../listener.ts'
import { Refusal } from '../refusal.ts'
import { ChannelOutput, type Piece } from './channel-output.ts'
import { follow } from './follow.ts'
import type { Machine } from './machine.ts'
import { serveSftp } from './sftp.ts'
import { prepare } from './start.ts'
import { cutLater, supervise } from './supervisor.ts'
import { serveTerminal } from './terminal.ts'
import { splitWords } from './words.ts'

export type HostKeyPair = { readonly private: string; readonly public: string }

export type SshHostOptions = {
  readonly machine: Machine
  readonly user: string
  readonly clientKey: ParsedKey
  readonly hostKey: HostKeyPair
  /** Shown instead of `hostKey` while the fault `changed-host-key` lasts. */
  readonly otherKey: HostKeyPair
}

export type SshHost = { readonly machine: Machine; readonly listener: Listener }

/** A real SSH server on loopback for one simulated host: exec, SFTP and a small shell, public key only. */
export async function startSshHost(options: SshHostOptions): Promise<SshHost> {
  const { machine } = options
  const serve = (socket: Socket) => (client: Connection) => connected(options, client, socket)
  // Without a delay-free socket every answer waits for Nagle and the delayed ACK: 90 ms instead of 3.
  const server = createServer({ noDelay: true }, (socket) => {
    const changed = machine.faults.lasting('changed-host-key', machine.host.name)
    if (changed) machine.faults.record('changed-host-key', machine.host.name)
    const key = changed ? options.otherKey : options.hostKey
    new ssh2.Server({ hostKeys: [key.private] }, serve(socket)).injectSocket(wholePackets(socket))
  })
  const listener = new Listener(server)
  await listener.open()
  return { machine, listener }
}

function connected(options: SshHostOptions, client: Connection, socket: Socket): void {
  client.on('authentication', (context) => authenticate(options, context))
  // A client that leaves without a word, or one that our own faults cut: the close event tells all there is.
  client.on('error', () => socket.destroy())
  client.on('session', (accept) => {
    const session = accept()
    session.on('exec', (acceptExec, _reject, { command }) => {
      execute(options.machine, command, acceptExec, () => socket.destroy())
    })
    session.on('pty', (acceptPty) => acceptPty())
    session.on('shell', (acceptShell) =>
      serveTerminal(options.machine, options.user, acceptShell()),
    )
    session.on('sftp', (acceptSftp) => serveSftp(acceptSftp(), options.machine.home))
  })
}

function authenticate({ user, clientKey }: SshHostOptions, context: AuthContext): void {
  if (context.username !== user || context.method !== 'publickey')
    return context.reject(['publickey'])
  const { key, signature, blob } = context
  const known = key.algo === clientKey.type && key.data.equals(clientKey.getPublicSSH())
  if (!known) return context.reject(['publickey'])
  if (signature === undefined || blob === undefined) return context.accept()
  // ssh2 answers an Error for a broken signature, whatever its types say.
  const verified: unknown = clientKey.verify(blob, signature, context.hashAlgo)
  if (verified === true) context.accept()
  else context.reject(['publickey'])
}

function execute(
  machine: Machine,
  line: string,
  accept: () => ServerChannel,
  cut: () => void,
): void {
  const { home, faults } = machine
  let words: string[]
  try {
    words = splitWords(line, home.root)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return answer(accept(), '', `${error.message}\n`, error.exitCode)
  }
  const step = `${home.root}/.switchyard/step`
  if (words[0] === 'sh' && words[1] !== undefined && home.resolve(words[1]) === step) {
    if (!home.files.has(step))
      return answer(accept(), '', `sh: 0: cannot open ${step}: No such file\n`, 2)
    const reply = supervise(machine, words.slice(2), cut)
    if (reply.kind === 'cut') return cut()
    const channel = accept()
    if (reply.kind === 'follow') return follow(reply.job, channel, { ...reply, cut })
    return answer(
      channel,
      reply.error === true ? '' : reply.text,
      reply.error === true ? reply.text : '',
      reply.code,
    )
  }
  const prepared = prepare(machine, words, undefined)
  const struck = faults.strike(prepared.moment)
  const drop = struck.find((f) => f.kind === 'drop-link')
  if (drop?.when === 'before') return cut()
  const channel = accept()
  const job = prepared.start(struck)
  if (drop !== undefined) cutLater(machine, job, drop.when, cut)
  // Without the supervisor a command dies with its link.
  channel.once('close', () => job.kill({ kind: 'signalled', signal: 1 }))
  follow(job, channel, { header: undefined, fromOut: 0, fromErr: 0, cut })
}

function answer(channel: ServerChannel, out: string, err: string, code: number): void {
  const output = new ChannelOutput(channel)
  const pieces: Piece[] = []
  if (out !== '') pieces.push({ to: 'stdout', bytes: out })
  if (err !== '') pieces.push({ to: 'stderr', bytes: err })
  output.writeAll(pieces, () => output.end(code))
}
