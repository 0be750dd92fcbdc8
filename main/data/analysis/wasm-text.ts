/**
 * Turns the text of one WebAssembly function into a module: one instruction a line, as the specification's text format names them,
 * operands as words, `;;` begins a comment. `param NAME` and `local NAME TYPE` come first. The module imports `m.memory` and
 * exports the function as `run`; it answers one i32. Only the instructions that are listed here are known.
 */
export function assemble(text: string): Uint8Array<ArrayBuffer> {
  const names: string[] = []
  const locals: number[] = []
  const code: number[] = []
  let params = 0
  for (const line of text.split('\n')) {
    const [word = '', ...rest] = line.replace(/;;.*/, '').trim().split(/\s+/)
    const [name = '', kind = ''] = rest
    if (word === '') continue
    if (word === 'param') params = names.push(name)
    else if (word === 'local') {
      names.push(name)
      locals.push(kind === 'v128' ? v128 : i32)
    } else code.push(...instruction(word, rest, names))
  }
  return Uint8Array.from([
    ...magicAndVersion,
    ...section(1, [[0x60, ...vector(Array.from({ length: params }, () => [i32])), 1, i32]]),
    ...section(2, [[...string('m'), ...string('memory'), 0x02, 0x00, 0x01]]),
    ...section(3, [[0x00]]),
    ...section(7, [[...string('run'), 0x00, 0x00]]),
    ...section(10, [sized([...vector(locals.map((kind) => [1, kind])), ...code, 0x0b])]),
  ])
}

const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const i32 = 0x7f
const v128 = 0x7b
const simd = 0xfd

/** What follows an instruction: nothing, a local by name, a number, an offset from the address, or the type of a block. */
type Operand = 'none' | 'local' | 'number' | 'memory' | 'block'

const known: Readonly<Record<string, readonly [Operand, ...number[]]>> = {
  block: ['block', 0x02],
  loop: ['block', 0x03],
  if: ['block', 0x04],
  end: ['none', 0x0b],
  br: ['number', 0x0c],
  br_if: ['number', 0x0d],
  'local.get': ['local', 0x20],
  'local.set': ['local', 0x21],
  'local.tee': ['local', 0x22],
  'i32.store': ['memory', 0x36],
  'i32.const': ['number', 0x41],
  'i32.eqz': ['none', 0x45],
  'i32.ne': ['none', 0x47],
  'i32.lt_u': ['none', 0x49],
  'i32.gt_u': ['none', 0x4b],
  'i32.ge_u': ['none', 0x4f],
  'i32.ctz': ['none', 0x68],
  'i32.add': ['none', 0x6a],
  'i32.sub': ['none', 0x6b],
  'i32.and': ['none', 0x71],
  'i32.or': ['none', 0x72],
  'i32.xor': ['none', 0x73],
  'i32.shl': ['none', 0x74],
  'v128.load': ['memory', simd, 0x00],
  'i8x16.swizzle': ['none', simd, 0x0e],
  'i8x16.splat': ['none', simd, 0x0f],
  'i8x16.eq': ['none', simd, 0x23],
  'i8x16.lt_u': ['none', simd, 0x26],
  'v128.and': ['none', simd, 0x4e],
  'v128.andnot': ['none', simd, 0x4f],
  'v128.or': ['none', simd, 0x50],
  'i8x16.bitmask': ['none', simd, 0x64],
  'i8x16.shr_u': ['none', simd, 0x6d],
  'i8x16.sub': ['none', simd, 0x71],
}

function instruction(word: string, rest: readonly string[], names: readonly string[]): number[] {
  const found = known[word]
  if (found === undefined) throw new Error(`unknown instruction ${word}`)
  const [operand, first, ...more] = found
  const opcode = [first ?? 0, ...more.flatMap(unsigned)]
  const [name = '0'] = rest
  if (operand === 'none') return opcode
  if (operand === 'block') return [...opcode, 0x40]
  if (operand === 'memory') return [...opcode, 0, ...unsigned(Number(name))] // aligned by the byte
  if (operand === 'number')
    return [...opcode, ...(word === 'i32.const' ? signed(Number(name)) : unsigned(Number(name)))]
  if (!names.includes(name)) throw new Error(`unknown local ${name}`)
  return [...opcode, ...unsigned(names.indexOf(name))]
}

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): number[] {
  const low = value & 0x7f
  const rest = value >> 7
  const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)
  return isLast ? [low] : [low | 0x80, ...signed(rest)]
}

const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes]
const vector = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
]
const section = (id: number, items: readonly (readonly number[])[]): number[] => [
  id,
  ...sized(vector(items)),
]
const string = (text: string): number[] => sized([...new TextEncoder().encode(text)])
