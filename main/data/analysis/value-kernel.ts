const at = (change: string): string => `(local.set $hash ${change})`
const mixed = (word: string): string =>
  at(`(i32.mul (i32.xor (local.get $hash) ${word}) (i32.const 16777619))`) +
  at('(i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 15)))')
const turned = (bits: number, mask: number): string =>
  `(i32.and (i32.rotl (i32.load (local.get $from)) (i32.const ${bits})) (i32.const ${mask}))`

/**
 * The hash of a value, 32 bits, signed: four bytes at a time, then what is left of them, the first one highest. `from` to `to` is the value;
 * four bytes behind it can be read and do not count.
 */
export const valueKernel = `
(func $value (param $from i32) (param $to i32) (result i32)
  (local $hash i32)
  (local.set $hash (i32.xor (i32.sub (local.get $to) (local.get $from)) (i32.const -2128831035)))
  (block $done (loop $next
    (br_if $done (i32.gt_u (i32.add (local.get $from) (i32.const 4)) (local.get $to)))
    ${mixed('(i32.load (local.get $from))')}
    (local.set $from (i32.add (local.get $from) (i32.const 4)))
    (br $next)))
  ${mixed(`(i32.wrap_i64 (i64.shr_u
    (i64.extend_i32_u (i32.or ${turned(8, 0x00ff00ff)} ${turned(24, 0xff00ff00 | 0)}))
    (i64.extend_i32_u (i32.sub (i32.const 32)
      (i32.shl (i32.sub (local.get $to) (local.get $from)) (i32.const 3))))))`)}
  ${at(`(i32.mul (i32.const -2048144789)
    (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 16))))`)}
  (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 13))))
`
