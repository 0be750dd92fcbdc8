import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  Algorithms,
  AuthenticationType,
  Connection,
  ServerChannel,
  Session,
  SFTPWrapper,
} from 'ssh2'
import { newSshKey } from '../../main/lab/ssh-key.ts'
import { ssh2 } from '../../main/ssh/library.ts'

export type ServerFaults = {
  /** Refuses channels from this number of open ones on, as MaxSessions does. */
  maxChannels?: number
  /** Drops the connection when a command whose line matches arrives: `before` it is started, or right `after` the start. */
  cutOn?: { readonly line: RegExp; readonly when: 'before' | 'after'; times: number }
  /** Drops the connection after so many bytes of stdout of all commands together; each number once. */
  cutAfterBytes?: number[]
  /** Drops so many connections when a file is opened over SFTP. */
  cutUploads?: number
  /** Drops so many connections before the handshake. */
  cutHandshakes?: number
  /** Gets what opens a forwarded channel, to call it later; then the channel leads nowhere. */
  holdForward?: (open: () => ServerChannel) => void
  /** Answers instead of a real shell. */
  answer?: (line: string, channel: ServerChannel) => boolean
}

/** An SSH server inside the test process that runs real commands in a home of its own, with faults on demand. */
export type TestServer = {
  readonly port: number
  readonly home: string
  readonly folder: string
  readonly faults: ServerFaults
  /** Lines that were asked to run, in order. */
  readonly lines: string[]
  readonly logins: string[]
  readonly knownHostsFile: string
  readonly identityFile: string
  readonly forwards: string[]
  /** Cuts every connection without a word. */
  cut(): void
  /** Stops reading and writing, as a link that went dead. */
  freeze(): void
  connections(): number
  stop(): Promise<void>
}

export type ServerOptions = {
  readonly hostKey?: string
  readonly port?: number
  readonly password?: string
  /** Question and right answer of keyboard-interactive. */
  readonly question?: { readonly prompt: string; readonly answer: string }
  readonly faults?: ServerFaults
  readonly algorithms?: Algorithms
  readonly withoutKeyLogin?: boolean
}

export const newHostKey = (): string => newSshKey().private

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-ssh-'))
  const home = join(folder, 'home')
  mkdirSync(home)
  const hostKey = options.hostKey ?? newHostKey()
  const user = newSshKey()
  const identityFile = join(folder, 'id_ed25519')
  writeFileSync(identityFile, user.private, { mode: 0o600 })
  const faults: ServerFaults = options.faults ?? {}
  const lines: string[] = []
  const logins: string[] = []
  const forwards: string[] = []
  const sockets = new Set<Socket>()
  let sent = 0

  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }

  const serve = (connection: Connection): void => {
    const openChannels = { count: 0 }
    connection.on('error', () => undefined) // cut connections report resets
    connection.on('authentication', (ctx) => {
      const accept = (): void => {
        logins.push(ctx.method)
        ctx.accept()
      }
      if (ctx.method === 'publickey' && options.withoutKeyLogin !== true) {
        const known = ssh2.utils.parseKey(user.public)
        if (known instanceof Error) throw known
        if (!known.getPublicSSH().equals(ctx.key.data)) return ctx.reject(methods(options))
        if (ctx.signature === undefined || ctx.blob === undefined) return ctx.accept()
        return known.verify(ctx.blob, ctx.signature, ctx.hashAlgo) ? accept() : ctx.reject()
      }
      if (ctx.method === 'password' && options.password === ctx.password) return accept()
      if (ctx.method === 'keyboard-interactive' && options.question !== undefined) {
        const { prompt, answer } = options.question
        ctx.prompt([{ prompt, echo: false }], (answers) => {
          if (answers?.[0] === answer) accept()
          else ctx.reject(methods(options))
        })
        return undefined
      }
      return ctx.reject(methods(options))
    })
    connection.on('session', (accept, reject) => {
      if (openChannels.count >= (faults.maxChannels ?? 1000)) return reject()
      openChannels.count += 1
      const session: Session = accept()
      session.on('close', () => (openChannels.count -= 1))
      session.on('exec', (acceptExec, _reject, info) => {
        lines.push(info.command)
        const fault = faults.cutOn
        const hit = fault !== undefined && fault.times > 0 && fault.line.test(info.command)
        if (hit) fault.times -= 1
        if (hit && fault.when === 'before') return cut()
        const channel = acceptExec()
        if (faults.answer?.(info.command, channel) !== true) run(info.command, channel)
        if (hit) setImmediate(cut)
        return undefined
      })
      session.on('sftp', (acceptSftp) => {
        const sftp = acceptSftp()
        sftp.on('OPEN', () => {
          if ((faults.cutUploads ?? 0) <= 0) return
          faults.cutUploads = (faults.cutUploads ?? 0) - 1
          cut()
        })
        serveSftp(sftp, home)
      })
      return undefined
    })
    connection.on('tcpip', (accept, reject, info) => {
      forwards.push(`${info.destIP}:${info.destPort}`)
      if (faults.holdForward !== undefined) return faults.holdForward(accept)
      const socket = connect({ host: info.destIP, port: info.destPort, noDelay: true })
      socket.once('error', () => reject())
      socket.once('connect', () => {
        const channel = accept()
        channel.pipe(socket).pipe(channel)
        channel.on('error', () => socket.destroy())
        socket.on('error', () => channel.close())
        channel.on('close', () => socket.destroy())
      })
      return undefined
    })
  }

  const run = (line: string, channel: ServerChannel): void => {
    const child = spawn('/bin/sh', ['-c', line], { cwd: home, env: { ...process.env, HOME: home } })
    child.stdin.end()
    let cutting = false
    child.stdout.on('data', (chunk: Buffer) => {
      if (cutting) return
      sent += chunk.length
      const limit = faults.cutAfterBytes?.[0]
      if (limit !== undefined && sent >= limit) {
        faults.cutAfterBytes?.shift()
        cutting = true
        // Half of the chunk still goes out, so that the cut is in the middle of something.
        channel.write(chunk.subarray(0, chunk.length >> 1))
        setImmediate(cut)
        child.kill('SIGKILL')
        return
      }
      if (!channel.write(chunk)) {
        child.stdout.pause()
        channel.once('drain', () => child.stdout.resume())
      }
    })
    child.stderr.on('data', (chunk: Buffer) => channel.stderr.write(chunk))
    channel.on('error', () => child.kill('SIGKILL'))
    channel.on('close', () => child.kill('SIGKILL'))
    child.on('close', (code, signal) => {
      if (signal !== null) channel.exit(signal.replace('SIG', ''))
      else channel.exit(code ?? 255)
      channel.end()
      channel.close()
    })
  }

  const server = new ssh2.Server(
    { hostKeys: [hostKey], ...(options.algorithms ? { algorithms: options.algorithms } : {}) },
    (connection) => {
      // In the library, not yet in its types.
      ;(connection as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true)
      serve(connection)
    },
  )
  // The TCP side of the server, for the faults of the link; ssh2 keeps it in a field without a type.
  const tcp = (server as unknown as { _srv: { on(e: 'connection', f: (s: Socket) => void): void } })
    ._srv
  tcp.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    if ((faults.cutHandshakes ?? 0) > 0) {
      faults.cutHandshakes = (faults.cutHandshakes ?? 0) - 1
      socket.destroy()
    }
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port) // a TCP server: never a pipe name
    })
  })
  const knownHostsFile = join(folder, 'known_hosts')
  writeFileSync(knownHostsFile, hostLine('127.0.0.1', port, hostKey))
  return {
    port,
    home,
    folder,
    faults,
    lines,
    logins,
    forwards,
    knownHostsFile,
    identityFile,
    cut,
    freeze: () => {
      for (const socket of sockets) {
        socket.pause()
        socket.cork()
      }
    },
    connections: () => sockets.size,
    stop: async () => {
      cut()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    },
  }
}

/** A plain known_hosts line for the public half of a private host key. */
export function hostLine(address: string, port: number, hostKey: string): string {
  const key = ssh2.utils.parseKey(hostKey)
  if (key instanceof Error) throw key
  return `[${address}]:${port} ${key.type} ${key.getPublicSSH().toString('base64')}\n`
}

export const stepToolBytes = (): Uint8Array =>
  readFileSync(join(import.meta.dirname, '../../resources/host-tools/step'))

const methods = (options: ServerOptions): AuthenticationType[] => [
  ...(options.withoutKeyLogin === true ? [] : (['publickey'] as const)),
  ...(options.password === undefined ? [] : (['password'] as const)),
  ...(options.question === undefined ? [] : (['keyboard-interactive'] as const)),
]

/** Just what an upload needs: mkdir, open, write, close, setstat, remove, rename. */
function serveSftp(sftp: SFTPWrapper, home: string): void {
  const { STATUS_CODE } = ssh2.utils.sftp
  const files = new Map<string, { path: string; parts: Buffer[]; mode: number }>()
  let handles = 0
  const at = (path: string): string => join(home, path)
  const attempt = (id: number, work: () => void): void => {
    try {
      work()
      sftp.status(id, STATUS_CODE.OK)
    } catch {
      sftp.status(id, STATUS_CODE.FAILURE)
    }
  }
  sftp.on('MKDIR', (id, path) => attempt(id, () => mkdirSync(at(path), { mode: 0o700 })))
  sftp.on('OPEN', (id, path, _flags, attrs) => {
    handles += 1
    files.set(String(handles), { path: at(path), parts: [], mode: attrs.mode ?? 0o600 })
    sftp.handle(id, Buffer.from(String(handles)))
  })
  sftp.on('WRITE', (id, handle, _offset, data) =>
    attempt(id, () => files.get(handle.toString())?.parts.push(Buffer.from(data))),
  )
  sftp.on('CLOSE', (id, handle) =>
    attempt(id, () => {
      const file = files.get(handle.toString())
      if (file !== undefined)
        writeFileSync(file.path, Buffer.concat(file.parts), { mode: file.mode })
    }),
  )
  sftp.on('FSETSTAT', (id) => sftp.status(id, STATUS_CODE.OK))
  sftp.on('SETSTAT', (id) => sftp.status(id, STATUS_CODE.OK))
  sftp.on('REMOVE', (id, path) => attempt(id, () => rmSync(at(path))))
  sftp.on('RENAME', (id, from, to) =>
    attempt(id, () => {
      writeFileSync(at(to), readFileSync(at(from)), { mode: 0o700, flag: 'wx' })
      rmSync(at(from))
    }),
  )
}
