import { assemble } from './wasm-text.ts'

/** What we use of it: the types of Node do not have it, and those of the browser are not for these folders. */
declare const WebAssembly: {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer
  }
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
}

/** Functions of a text (wasm-text.ts), and the memory that they work on. */
export type Started<Kernels> = { readonly memory: ArrayBuffer; readonly kernels: Kernels }

/** `Kernels` are the functions of the text. Each start has a memory of its own, of so many pages of 64 KiB. */
export function compileKernels<Kernels>(text: string): (pages: number) => Started<Kernels> {
  const module = new WebAssembly.Module(assemble(text))
  return (pages) => {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    const { exports } = new WebAssembly.Instance(module, { m: { memory } })
    return { memory: memory.buffer, kernels: exports as Kernels } // the text gives their types
  }
}
