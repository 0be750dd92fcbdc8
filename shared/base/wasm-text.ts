/**
 * Turns functions in WebAssembly's text format into a module: `(func $name (param $a i32) … (result i32) (local $b v128) … BODY)`, folded,
 * each answering one i32. The module imports `m.memory` and exports every function by its name without the sign. Only the
 * instructions that are listed here are known; blocks have a label and no value.
 */
export function assemble(text: string): Uint8Array<ArrayBuffer> {
  const functions = parse(text).map(functionOf)
  return Uint8Array.from([
    ...magicAndVersion,
    ...section(
      1,
      functions.map(({ params }) => [
        0x60,
        ...vector(Array.from({ length: params }, () => [i32])),
        1,
        i32,
      ]),
    ),
    ...section(2, [[...string('m'), ...string('memory'), 0x02, 0x00, 0x01]]),
    ...section(
      3,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(
      7,
      functions.map(({ name }, index) => [...string(name), 0x00, ...unsigned(index)]),
    ),
    ...section(
      10,
      functions.map(({ code }) => sized(code)),
    ),
  ])
}

const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]
const i32 = 0x7f
const types: Readonly<Record<string, number>> = { i32, i64: 0x7e, v128: 0x7b }
const simd = 0xfd
const noValue = 0x40

/** What stands behind the name of an instruction: numbers go into the code as LEB128, `bytes` as they are. */
type Immediate = 'none' | 'local' | 'number' | 'offset' | 'bytes' | 'memories'

const known: Readonly<Record<string, readonly [Immediate, ...number[]]>> = {
  'local.get': ['local', 0x20],
  'local.set': ['local', 0x21],
  'local.tee': ['local', 0x22],
  'i32.load': ['offset', 0x28],
  'i64.load': ['offset', 0x29],
  'i32.load8_u': ['offset', 0x2d],
  'i32.store': ['offset', 0x36],
  'i64.store': ['offset', 0x37],
  'i32.store8': ['offset', 0x3a],
  'i32.const': ['number', 0x41],
  'i32.eqz': ['none', 0x45],
  'i32.eq': ['none', 0x46],
  'i32.ne': ['none', 0x47],
  'i32.lt_s': ['none', 0x48],
  'i32.lt_u': ['none', 0x49],
  'i32.gt_u': ['none', 0x4b],
  'i32.ge_u': ['none', 0x4f],
  'i32.ctz': ['none', 0x68],
  'i32.add': ['none', 0x6a],
  'i32.sub': ['none', 0x6b],
  'i32.mul': ['none', 0x6c],
  'i32.and': ['none', 0x71],
  'i32.or': ['none', 0x72],
  'i32.xor': ['none', 0x73],
  'i32.shl': ['none', 0x74],
  'i32.shr_u': ['none', 0x76],
  'i32.rotl': ['none', 0x77],
  'i64.const': ['number', 0x42],
  'i64.ctz': ['none', 0x7a],
  'i64.popcnt': ['none', 0x7b],
  'i64.sub': ['none', 0x7d],
  'i64.and': ['none', 0x83],
  'i64.or': ['none', 0x84],
  'i64.xor': ['none', 0x85],
  'i64.shl': ['none', 0x86],
  'i64.shr_u': ['none', 0x88],
  'i32.wrap_i64': ['none', 0xa7],
  'i64.extend_i32_u': ['none', 0xad],
  'memory.copy': ['memories', 0xfc, 0x0a],
  'v128.load': ['offset', simd, 0x00],
  'v128.store': ['offset', simd, 0x0b],
  'i8x16.shuffle': ['bytes', simd, 0x0d],
  'i8x16.splat': ['none', simd, 0x0f],
  'i32x4.splat': ['none', simd, 0x11],
  'i32x4.extract_lane': ['bytes', simd, 0x1b],
  'i8x16.eq': ['none', simd, 0x23],
  'i8x16.lt_s': ['none', simd, 0x25],
  'i8x16.lt_u': ['none', simd, 0x26],
  'v128.and': ['none', simd, 0x4e],
  'v128.andnot': ['none', simd, 0x4f],
  'v128.or': ['none', simd, 0x50],
  'v128.xor': ['none', simd, 0x51],
  'i8x16.all_true': ['none', simd, 0x63],
  'i8x16.bitmask': ['none', simd, 0x64],
  'i8x16.sub': ['none', simd, 0x71],
  'i16x8.shr_u': ['none', simd, 0x8d],
  'i32x4.shl': ['none', simd, 0xab],
  'i32x4.shr_u': ['none', simd, 0xad],
  'i32x4.add': ['none', simd, 0xae],
  'i32x4.mul': ['none', simd, 0xb5],
  'i8x16.relaxed_swizzle': ['none', simd, 0x100],
}

type Form = string | readonly Form[]

function parse(text: string): readonly Form[] {
  const open: Form[][] = [[]]
  for (const token of text.replace(/;;.*$/gm, '').match(/[()]|[^\s()]+/g) ?? []) {
    if (token === '(') open.push([])
    else if (token === ')') {
      const closed = open.pop() ?? []
      const outer = open.at(-1)
      if (outer === undefined) throw new Error('a bracket closes nothing')
      outer.push(closed)
    } else open.at(-1)?.push(token)
  }
  const [forms = [], ...left] = open
  if (left.length > 0) throw new Error('a bracket is not closed')
  return forms
}

type Made = { readonly name: string; readonly params: number; readonly code: readonly number[] }

function functionOf(form: Form): Made {
  const [kind, name, ...rest] = partsOf(form)
  if (kind !== 'func' || typeof name !== 'string') throw new Error('not a function with a name')
  const names: string[] = []
  const locals: number[] = []
  const body: number[] = []
  let params = 0
  for (const part of rest) {
    const [word, local, type] = partsOf(part)
    if (word === 'result') continue
    if (word !== 'param' && word !== 'local') {
      write(part, { names, labels: [] }, body)
      continue
    }
    names.push(String(local))
    if (word === 'param') params += 1
    else locals.push(typeOf(type))
  }
  const code = [...vector(locals.map((type) => [1, type])), ...body, 0x0b]
  return { name: name.slice(1), params, code }
}

function typeOf(name: Form | undefined): number {
  const type = typeof name === 'string' ? types[name] : undefined
  if (type === undefined) throw new Error(`unknown type ${String(name)}`)
  return type
}

type Scope = { readonly names: readonly string[]; readonly labels: readonly string[] }

/** Adds an instruction to the code, behind those that make its operands. */
function write(form: Form, scope: Scope, code: number[]): void {
  const [word, ...rest] = partsOf(form)
  if (word === 'block' || word === 'loop') {
    const [label, ...body] = rest
    code.push(word === 'block' ? 0x02 : 0x03, noValue)
    writeAll(body, { ...scope, labels: [String(label), ...scope.labels] }, code)
    code.push(0x0b)
    return
  }
  if (word === 'if') {
    const [condition = [], then = []] = rest
    write(condition, scope, code)
    code.push(0x04, noValue)
    writeAll(partsOf(then).slice(1), { ...scope, labels: ['', ...scope.labels] }, code)
    code.push(0x0b)
    return
  }
  if (word === 'br' || word === 'br_if') {
    const [label, ...condition] = rest
    writeAll(condition, scope, code)
    code.push(word === 'br' ? 0x0c : 0x0d, ...unsigned(placeOf(label, scope.labels, 'label')))
    return
  }
  const found = typeof word === 'string' ? known[word] : undefined
  if (found === undefined) throw new Error(`unknown instruction ${String(word)}`)
  const [kind, first = 0, ...more] = found
  const immediates: string[] = []
  for (const part of rest)
    if (typeof part === 'string') immediates.push(part)
    else write(part, scope, code)
  code.push(first)
  for (const part of more) code.push(...unsigned(part))
  code.push(...immediate(kind, immediates, scope))
}

function writeAll(forms: readonly Form[], scope: Scope, code: number[]): void {
  for (const form of forms) write(form, scope, code)
}

function immediate(kind: Immediate, given: readonly string[], { names }: Scope): number[] {
  const [first] = given
  if (kind === 'none') return []
  if (kind === 'local') return unsigned(placeOf(first, names, 'local'))
  if (kind === 'number') return signed(Number(first))
  if (kind === 'bytes') return given.map(Number)
  if (kind === 'memories') return [0, 0]
  return [0, ...unsigned(Number(first?.replace('offset=', '') ?? 0))] // aligned by the byte
}

function placeOf(name: Form | undefined, names: readonly string[], kind: string): number {
  const place = typeof name === 'string' ? names.indexOf(name) : -1
  if (place < 0) throw new Error(`unknown ${kind} ${String(name)}`)
  return place
}

function partsOf(form: Form): readonly Form[] {
  if (typeof form === 'string') throw new Error(`${form} stands without brackets`)
  return form
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
/** Of ASCII. */
const string = (text: string): number[] => sized(Array.from(text, (letter) => letter.charCodeAt(0)))
