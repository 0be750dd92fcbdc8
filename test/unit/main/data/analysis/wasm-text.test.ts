import { describe, expect, it } from 'vitest'
import { assemble } from '../../../../../main/data/analysis/wasm-text.ts'

function run(text: string, ...given: readonly number[]): unknown {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const module = new WebAssembly.Module(assemble(text))
  const { run: made } = new WebAssembly.Instance(module, { m: { memory } }).exports
  return typeof made === 'function' ? made(...given) : undefined
}

describe('a function in the text of WebAssembly', () => {
  it.each([0, 1, 63, 64, 127, 128, 65_535, 2_147_483_647, -1, -64, -65, -2_147_483_648])(
    'answers the constant %i',
    (value) => {
      expect(run(`i32.const ${value}`)).toBe(value)
    },
  )

  it('takes its parameters and locals by name', () => {
    const sum = `
      param one
      param other
      local sum i32
      local.get one ;; first
      local.get other
      i32.add
      local.tee sum`
    expect(run(sum, 40, 2)).toBe(42)
  })

  it('is refused where an instruction or a name is not known', () => {
    expect(() => assemble('i32.rotl')).toThrow('unknown instruction i32.rotl')
    expect(() => assemble('local.get x')).toThrow('unknown local x')
  })
})
