import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** Packings that Node does not know: a program of this computer unpacks them, as a program of the host does for its own logs. */
const programs = [
  { program: 'bzip2', magic: Buffer.from('BZh') },
  { program: 'xz', magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]) },
] as const

/** Of a file that begins so; undefined where no program is needed. */
export const unpackerOf = (head: Buffer): 'bzip2' | 'xz' | undefined =>
  programs.find(({ magic }) => head.subarray(0, magic.length).equals(magic))?.program

/** Its text, in pieces; undefined when the program is not there. A damaged file throws at its end, after what could be read. */
export async function unpackByProgram(
  program: 'bzip2' | 'xz',
  path: string,
): Promise<AsyncIterable<Buffer> | undefined> {
  const child = spawn(program, ['-dc', '--', path], { stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    await once(child, 'spawn')
  } catch {
    return undefined
  }
  return textOf(program, child)
}

async function* textOf(
  program: string,
  child: ChildProcessByStdio<null, Readable, Readable>,
): AsyncGenerator<Buffer> {
  const closed = once(child, 'close')
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(0, 500)))
  try {
    for await (const bytes of child.stdout) yield bytes as Buffer // no encoding is set: buffers
    const [code] = await closed
    if (code !== 0) throw new Error(`${program}: ${said.trim().split('\n')[0] ?? 'it failed'}`)
  } finally {
    child.kill()
  }
}
