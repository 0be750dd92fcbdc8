/**
 * Constants in locals, which the engine would make anew every time round. Digits are moved to the lowest of the numbers with a sign: to
 * compare such is one instruction of the processor.
 */
export const digitLocals = '(local $zero v128) (local $ten v128) (local $fifteen v128)'
export const setDigitLocals = `
  (local.set $zero (i8x16.splat (i32.const ${48 + 128})))
  (local.set $ten (i8x16.splat (i32.const ${10 - 128})))
  (local.set $fifteen (i8x16.splat (i32.const 15)))`

/** All bits of each byte that is a digit. */
export const digitsOf = (vector: string): string =>
  `(i8x16.lt_s (i8x16.sub ${vector} (local.get $zero)) (local.get $ten))`

/** The bytes of a vector with every digit a zero. */
export const digitsAsZeros = (vector: string): string =>
  `(v128.andnot ${vector} (v128.and ${digitsOf(vector)} (local.get $fifteen)))`

/** The rest as NUL. */
const firstBytes = (vector: string, count: string): string =>
  `(v128.and (local.get ${vector})
        (i8x16.lt_u (v128.load (local.get $lanes)) (i8x16.splat ${count})))`

/**
 * Two hashes of a text, sixteen bytes at a time, in which a digit counts as any other, except a zero that stands alone. Each of the four
 * words of four bytes has a hash of both kinds, and these are put together at the end. At `lanes` are the numbers from 0 to 15, one
 * a byte. `from` to `to` is the text; what is behind it can be read and does not count. Answers the first hash, the second is at `out`.
 */
export const hashKernel = `
(func $hash (param $lanes i32) (param $from i32) (param $to i32) (param $out i32) (result i32)
  (local $left i32) (local $a i32) (local $b i32)
  (local $text v128) (local $digits v128) (local $behind v128) (local $before v128)
  (local $one v128) (local $other v128)
  ${digitLocals} (local $single v128) (local $factor v128) (local $otherFactor v128)
  ${setDigitLocals}
  (local.set $single (i8x16.splat (i32.const 1)))
  (local.set $factor (i32x4.splat (i32.const 16777619)))
  (local.set $otherFactor (i32x4.splat (i32.const -1640531535)))
  (local.set $left (i32.sub (local.get $to) (local.get $from)))
  (local.set $one (i32x4.splat (local.get $left)))
  (local.set $other (i32x4.splat (i32.const 1103547991)))
  (block $done (loop $next
    (br_if $done (i32.eqz (local.get $left)))
    (local.set $text (v128.load (local.get $from)))
    (local.set $behind (v128.load offset=1 (local.get $from)))
    (if (i32.lt_u (local.get $left) (i32.const 17)) (then
      (local.set $text ${firstBytes('$text', '(local.get $left)')})
      (local.set $behind ${firstBytes('$behind', '(i32.sub (local.get $left) (i32.const 1))')})))
    (local.set $digits ${digitsOf('(local.get $text)')})
    ;; a zero with a digit neither before nor behind it is a one
    (local.set $behind (v128.or ${digitsOf('(local.get $behind)')}
      (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30
        (local.get $before) (local.get $digits))))
    (local.set $before (local.get $digits))
    (local.set $text (v128.or
      (v128.andnot (local.get $text) (v128.and (local.get $digits) (local.get $fifteen)))
      (v128.and (local.get $single) (v128.andnot
        (i8x16.eq (local.get $text) (i8x16.splat (i32.const 48)))
        (local.get $behind)))))
    (local.set $one (i32x4.mul (v128.xor (local.get $one) (local.get $text))
      (local.get $factor)))
    (local.set $one (v128.xor (local.get $one) (i32x4.shr_u (local.get $one) (i32.const 15))))
    (local.set $other (i32x4.mul (i32x4.add (local.get $other) (local.get $text))
      (local.get $otherFactor)))
    (local.set $other (v128.or
      (i32x4.shl (local.get $other) (i32.const 13))
      (i32x4.shr_u (local.get $other) (i32.const 19))))
    (local.set $from (i32.add (local.get $from) (i32.const 16)))
    (br_if $done (i32.lt_u (local.get $left) (i32.const 17)))
    (local.set $left (i32.sub (local.get $left) (i32.const 16)))
    (br $next)))
  ${[0, 1, 2, 3]
    .map(
      (lane) => `
  (local.set $a (i32.mul (i32.const 16777619)
    (i32.xor (local.get $a) (i32x4.extract_lane ${lane} (local.get $one)))))
  (local.set $a (i32.xor (local.get $a) (i32.shr_u (local.get $a) (i32.const 15))))
  (local.set $b (i32.rotl (i32.mul (i32.const -1640531535)
    (i32.add (local.get $b) (i32x4.extract_lane ${lane} (local.get $other)))) (i32.const 13)))`,
    )
    .join('')}
  (i32.store (local.get $out) (local.get $b))
  (local.get $a))
`
