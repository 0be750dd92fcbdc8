import { describe, expect, it } from 'vitest'
import { assemble } from '../../../../shared/base/wasm-text.ts'

function run(text: string, ...given: readonly number[]): unknown {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const module = new WebAssembly.Module(assemble(text))
  const { f } = new WebAssembly.Instance(module, { m: { memory } }).exports
  return typeof f === 'function' ? f(...given) : undefined
}

describe('a function in the text of WebAssembly', () => {
  it.each([0, 1, 63, 64, 127, 128, 65_535, 2_147_483_647, -1, -64, -65, -2_147_483_648])(
    'answers the constant %i',
    (value) => {
      expect(run(`(func $f (result i32) (i32.const ${value}))`)).toBe(value)
    },
  )

  it('takes its parameters and locals by name', () => {
    const sum = `
      (func $f (param $one i32) (param $other i32) (result i32) (local $sum i32)
        (local.tee $sum (i32.add (local.get $one) (local.get $other)))) ;; both`
    expect(run(sum, 40, 2)).toBe(42)
  })

  it('leaves blocks and goes round loops by their labels', () => {
    const power = `
      (func $f (param $n i32) (result i32) (local $made i32)
        (local.set $made (i32.const 1))
        (block $done (loop $next
          (br_if $done (i32.eqz (local.get $n)))
          (local.set $made (i32.shl (local.get $made) (i32.const 1)))
          (if (i32.lt_u (local.get $n) (i32.const 4)) (then
            (local.set $made (i32.add (local.get $made) (i32.const 1)))))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br $next)))
        (local.get $made))`
    expect([0, 1, 3, 5].map((n) => run(power, n))).toEqual([1, 3, 15, 39])
  })

  it('has its neighbours beside it', () => {
    const two = `
      (func $g (result i32) (i32.const 1))
      (func $f (param $x i32) (result i32) (local $v v128)
        (local.set $v (i8x16.splat (local.get $x)))
        (i32x4.extract_lane 3 (local.get $v)))`
    expect(run(two, 1)).toBe(0x01010101)
  })

  it('works on numbers of 64 bits', () => {
    const middle = `
      (func $f (param $x i32) (result i32) (local $wide i64)
        (local.set $wide (i64.shl (i64.extend_i32_u (local.get $x)) (i64.const 24)))
        (local.set $wide (i64.sub (i64.or (local.get $wide) (i64.const 1)) (i64.const -64)))
        (local.set $wide (i64.and (local.get $wide) (i64.const -2)))
        (i32.wrap_i64 (i64.shr_u (local.get $wide) (i64.const 4))))`
    expect(run(middle, 0x12345678)).toBe(0x67800004 | 0)
  })

  it('reads and writes its memory at any byte', () => {
    const moved = `
      (func $f (param $at i32) (param $x i32) (result i32) (local $v v128) (local $wide i64)
        (i32.store (local.get $at) (local.get $x))
        (local.set $v (v128.load (local.get $at)))
        (v128.store offset=5 (local.get $at) (local.get $v))
        (local.set $wide (i64.load offset=4 (local.get $at)))
        (i32.sub (i32.load offset=5 (local.get $at))
          (i32.wrap_i64 (i64.shr_u (local.get $wide) (i64.const 8)))))`
    expect(run(moved, 3, 0x12345678)).toBe(0)
    const stored = `
      (func $f (param $x i32) (result i32)
        (i32.store offset=9 (i32.const 4) (local.get $x))
        (i32.lt_s (i32.load offset=1 (i32.const 12)) (i32.const -1)))`
    expect([-2, -1, 1].map((x) => run(stored, x))).toEqual([1, 0, 0])
  })

  it.each([
    ['(func $f (result i32) (local $x f32))', 'unknown type f32'],
    ['(func $f (result i32) (i32.popcnt))', 'unknown instruction i32.popcnt'],
    ['(func $f (result i32) (local.get $x))', 'unknown local $x'],
    ['(func $f (result i32) (br $x))', 'unknown label $x'],
    ['(func $f (result i32) i32.add)', 'i32.add stands without brackets'],
    ['(func $f', 'a bracket is not closed'],
    [')', 'a bracket closes nothing'],
    ['(module)', 'not a function with a name'],
  ])('is refused where it is wrong: %s', (text, message) => {
    expect(() => assemble(text)).toThrow(message)
  })
})
