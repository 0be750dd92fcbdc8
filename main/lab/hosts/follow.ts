import type { ServerChannel } from 'ssh2'
import { ChannelOutput, type Piece } from './channel-output.ts'
import type { Job, Spool } from './job.ts'
import { endingText } from './job.ts'

export type FollowOptions = {
  /** With header and trailer of the step supervisor's protocol, or raw with the command's own exit code. */
  readonly header: 'started' | 'attached' | undefined
  readonly fromOut: number
  readonly fromErr: number
  /** Cuts the connection that carries this channel. */
  readonly cut: () => void
}

/** Copies what is in the spools and what comes to a channel, at the pace of the reader, then ends it. */
export function follow(job: Job, channel: ServerChannel, options: FollowOptions): void {
  const { header, cut } = options
  const output = new ChannelOutput(channel)
  const next = pieces(job, options)
  let over = false
  const pump = (): void => {
    if (over || output.busy) return
    const piece = next()
    if (piece !== undefined) return output.write(piece, pump)
    const { ending } = job
    if (ending === undefined) return
    over = true
    stop()
    if (job.cutAtEnd && header !== 'attached') return cut()
    const exit = ending.kind === 'exited' ? ending.code : 'TERM'
    if (header === undefined) return output.end(exit)
    const trailer = `\nswitchyard-step end ${endingText(ending)}\n`
    output.write({ to: 'stderr', bytes: trailer }, () => output.end(0))
  }
  const stop = job.onChange(pump)
  channel.once('close', () => {
    over = true
    stop()
  })
  pump()
}

/** The header, then what the spools hold by turns, so that neither stream waits for the end of the other. */
function pieces(job: Job, { header, fromOut, fromErr }: FollowOptions): () => Piece | undefined {
  const out = reader(job.out, fromOut)
  const err = reader(job.err, fromErr)
  let first = header
  let turn: Piece['to'] = 'stderr'
  const from = (to: Piece['to']): Piece | undefined => {
    const bytes = to === 'stdout' ? out() : err()
    if (bytes === undefined) return undefined
    turn = to
    return { to, bytes }
  }
  return () => {
    if (first !== undefined) {
      const bytes = `switchyard-step 1 ${first}\n`
      first = undefined
      return { to: 'stdout', bytes }
    }
    return turn === 'stderr'
      ? (from('stdout') ?? from('stderr'))
      : (from('stderr') ?? from('stdout'))
  }
}

/** Answers a function that gives the next chunk from a byte offset on, undefined when there is none yet. */
function reader(spool: Spool, from: number): () => Buffer | undefined {
  let chunk = 0
  let skip = from
  return () => {
    for (;;) {
      const bytes = spool.chunks[chunk]
      if (bytes === undefined) return undefined
      chunk++
      if (skip < bytes.length) {
        const part = skip === 0 ? bytes : bytes.subarray(skip)
        skip = 0
        return part
      }
      skip -= bytes.length
    }
  }
}
