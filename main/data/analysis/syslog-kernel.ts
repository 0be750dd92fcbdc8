import { digitLocals, digitsOf, setDigitLocals } from './hash-kernel.ts'

const bytes = '(local.get $bytes)'
const is = (byte: number): string => `(i8x16.eq ${bytes} (i8x16.splat (i32.const ${byte})))`
const upToBlank = `(i8x16.lt_u ${bytes} (i8x16.splat (i32.const 0x21)))`

/** Moves `at` on to the first byte that is `wanted`; leaves `no` where there is none before `to`. */
const moveTo = (name: string, wanted: string): string => `
    (block $${name} (loop $${name}Next
      (local.set $bytes (v128.load (local.get $at)))
      (local.set $hits ${wanted})
      (br_if $${name} (local.get $hits))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $${name}Next (i32.lt_u (local.get $at) (local.get $to)))
      (br $no)))
    (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $hits))))`

const skip = (count: number): string =>
  `(local.set $at (i32.add (local.get $at) (i32.const ${count})))`
const byte = '(i32.load8_u (local.get $at))'
const refuse = (condition: string): string => `(br_if $no ${condition})`

/**
 * Where the text of a syslog line begins: behind `host tag: ` or `host tag[pid]: `, of which `from` is the first byte. 0: it is not plainly of
 * this kind, or a program's own header may follow, a time or a level in brackets, or colours. What is behind `to` can be read.
 */
export const syslogKernel = `
(func $syslog (param $from i32) (param $to i32) (result i32)
  (local $at i32)
  (local $begin i32)  ;; of the tag, then of the pid
  (local $hits i32)
  (local $found i32)
  (local $bytes v128)
  ${digitLocals}
  ${setDigitLocals}
  (local.set $at (local.get $from))
  (block $no
    ${moveTo('host', `(i8x16.bitmask ${is(0x20)})`)}
    ${skip(1)}
    (local.set $begin (local.get $at))
    ${moveTo(
      'tag',
      `(i8x16.bitmask (v128.or (v128.or ${is(0x3a)} ${is(0x5b)}) (v128.or ${is(0x28)} ${upToBlank})))`,
    )}
    ${refuse('(i32.eq (local.get $at) (local.get $begin))')}
    (if (i32.eq ${byte} (i32.const 0x5b)) (then
      ${skip(1)}
      (local.set $begin (local.get $at))
      ${moveTo('pid', `(i32.xor (i32.const 65535) (i8x16.bitmask ${digitsOf(bytes)}))`)}
      ${refuse('(i32.eq (local.get $at) (local.get $begin))')}
      ${refuse(`(i32.ne ${byte} (i32.const 0x5d))`)}
      ${skip(1)}))
    ${refuse(`(i32.ne ${byte} (i32.const 0x3a))`)}
    ${skip(1)}
    ${refuse(`(i32.ne ${byte} (i32.const 0x20))`)}
    ${skip(1)}
    ${refuse('(i32.gt_u (local.get $at) (local.get $to))')}
    (if (i32.lt_u (local.get $at) (local.get $to)) (then
      ${refuse(`(i32.eq ${byte} (i32.const 0x5b))`)}
      ${refuse(`(i32.eq ${byte} (i32.const 0x1b))`)}
      ${refuse(`(i32.lt_u (i32.sub ${byte} (i32.const 0x30)) (i32.const 10))`)}))
    (local.set $found (local.get $at)))
  (local.get $found))
`
