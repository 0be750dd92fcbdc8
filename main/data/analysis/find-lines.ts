import { kernel } from './find-lines-kernel.ts'
import { assemble } from './wasm-text.ts'

/**
 * Finds the ends of lines, and the lines that may be more than information: a search for all level and trouble words at once. What it
 * finds is a candidate; exact rules decide. What it does not find cannot be an error, a warning or suspect.
 */

/** Four bytes that every spelling of a word has; a blank, colon or bracket makes short words tell. */
const tails = Array.from({ length: 12 }, (_, i) => ' :]>"|[,)\t\r\n'.charAt(i))

/**
 * Eight groups, one for each bit. Of a group any word's byte may stand at its place, so those are together whose mixtures are rare in logs.
 * The first two count at the beginning of a word only: `debug:` and `stderr ` are others.
 */
const groups: readonly (readonly string[])[] = [
  tails.map((tail) => `err${tail}`),
  tails.map((tail) => `bug${tail}`),
  ['pani', 'of m', 'exce'],
  ['erro', 'fata', 'warn'],
  ['refu', 'emer', 'segf', 'segm'],
  ['aler', 'fail'],
  ['d ou', 'dump'],
  ['seve', 'crit'],
]

const blockBytes = 65_536
const slack = 32
const listAt = 1024
const textAt = listAt + 4 * blockBytes + 64
const pages = Math.ceil((textAt + blockBytes + slack) / 65_536)
const newline = 0x0a

export type FindLines = (
  bytes: Uint8Array,
  from: number,
  to: number,
  /** End of a line: where its newline stands. */
  onEnd: (at: number, isCandidate: boolean) => void,
) => void

/** Whole lines only: bytes[to - 1] is a newline, bytes[from] begins a line. */
export function createFindLines(): FindLines {
  const { memory, run } = instantiate()
  const text = new Uint8Array(memory.buffer, textAt)
  const list = new Int32Array(memory.buffer)
  return (bytes, from, to, onEnd) => {
    let candidate = 0
    for (let start = from; start < to; start += blockBytes) {
      const end = Math.min(to, start + blockBytes)
      const lead = start > from ? (bytes[start - 1] ?? newline) : newline
      list[(textAt - 4) >> 2] = lead << 24
      const copied = bytes.subarray(start, Math.min(to, end + slack))
      text.set(copied)
      text.fill(0, copied.length, copied.length + slack)
      const last = run(textAt, textAt + (end - start), listAt, candidate) >> 2
      candidate = list[last] ?? 0
      const shift = start - textAt
      for (let i = listAt >> 2; i < last; i += 1) {
        const found = list[i] as number // i < last
        onEnd((found >> 1) + shift, (found & 1) === 1)
      }
    }
  }
}

/** What we use of it; the types of Node do not have it, and those of the browser are not for this folder. */
declare const WebAssembly: {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => Memory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}
type Memory = { readonly buffer: ArrayBuffer }

type Kernel = {
  readonly memory: Memory
  readonly run: (from: number, to: number, list: number, candidate: number) => number
}

/** One for the process, made when it is first needed: between two calls it remembers nothing. */
let shared: Kernel | undefined

function instantiate(): Kernel {
  if (shared !== undefined) return shared
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const module = new WebAssembly.Module(assemble(kernel))
  const { run } = new WebAssembly.Instance(module, { m: { memory } }).exports
  if (typeof run !== 'function') throw new Error('the kernel has no function')
  new Uint8Array(memory.buffer).set(tables())
  // The type is given by the text of the kernel.
  shared = { memory, run: run as Kernel['run'] }
  return shared
}

function tables(): Uint8Array {
  const made = new Uint8Array(128)
  const put = (at: number, bit: number): void => void (made[at] = (made[at] ?? 0) | bit)
  for (const [group, words] of groups.entries())
    for (const word of words)
      for (let place = 0; place < 4; place += 1) {
        const byte = word.charCodeAt(place)
        const isLetter = byte >= 0x61 && byte <= 0x7a
        put(32 * place + (byte & 15), 1 << group)
        put(32 * place + 16 + (byte >> 4), 1 << group)
        if (isLetter) put(32 * place + 16 + (byte >> 4) - 2, 1 << group)
      }
  return made
}
