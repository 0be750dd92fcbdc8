import { digitLocals, digitsAsZeros, setDigitLocals } from './hash-kernel.ts'

/**
 * Ends of lines, and whether a word of trouble may stand in them, sixteen bytes at a time. At `tables` are eight tables of sixteen
 * bytes, for each of four neighbouring bytes one by its low and one by its high half; a bit for each group of words (find-lines.ts). Behind
 * them sixteen bytes that a line begins with, every digit a zero. `from` to `to` is the text; sixteen bytes before it and twenty
 * behind it can be read, those before it are of the same line or NUL. Answers where its list ended, which begins at `list`: each end of
 * a line eight times, plus 1 for a candidate, plus 2 where the line begins like the sixteen bytes and `whole` was 1 or a line ended before it,
 * plus 4 where its first sixteen bytes are those of the line before in this text.
 * At the end of the list: whether the line that goes on is a candidate.
 */
export const findLinesKernel = `
(func $lines
  (param $tables i32) (param $from i32) (param $to i32) (param $list i32)
  (param $candidate i32) ;; the line that goes on from before is one
  (param $whole i32)     ;; a line begins at $from
  (result i32)
  (local $at i32)
  (local $begin i32)     ;; where the line begins
  (local $left i32)
  (local $place i32)
  (local $ends i32)      ;; a bit for each byte that is a newline
  (local $hits i32)      ;; a bit for each byte where a word may end
  (local $text v128) (local $low v128) (local $high v128) (local $bits v128) (local $lead v128)
  (local $begins v128)   ;; how the line begins, and the one before
  (local $began v128)
  ${digitLocals} (local $capital v128) (local $letterA v128) (local $letters v128)
  (local $early v128) (local $newline v128) (local $nothing v128)
  ${[0, 1, 2, 3].map((n) => `(local $lows${n} v128) (local $highs${n} v128)`).join('\n  ')}
  ;; which words may have their first, second and third byte at each place of these sixteen bytes, and of those before
  ${[0, 1, 2].map((n) => `(local $now${n} v128) (local $last${n} v128)`).join('\n  ')}
  ${[0, 1, 2, 3]
    .map(
      (n) => `
  (local.set $lows${n} (v128.load offset=${32 * n} (local.get $tables)))
  (local.set $highs${n} (v128.load offset=${32 * n + 16} (local.get $tables)))`,
    )
    .join('')}
  (local.set $lead (v128.load offset=128 (local.get $tables)))
  (local.set $begin (local.get $from))
  (local.set $at (i32.sub (local.get $from) (i32.const 16)))
  ;; constants, which the engine would make anew every time round
  ${setDigitLocals}
  (local.set $capital (i8x16.splat (i32.const 32)))
  (local.set $letterA (i8x16.splat (i32.const ${97 + 128})))
  (local.set $letters (i8x16.splat (i32.const ${26 - 128})))
  (local.set $early (i8x16.splat (i32.const 3)))
  (local.set $newline (i8x16.splat (i32.const 10)))
  (local.set $nothing (i8x16.splat (i32.const 0)))
  (block $done (loop $next
    (br_if $done (i32.ge_u (local.get $at) (local.get $to)))
    (local.set $text (v128.load (local.get $at)))
    (local.set $low (v128.and (local.get $text) (local.get $fifteen)))
    (local.set $high (v128.and
      (i16x8.shr_u (local.get $text) (i32.const 4)) (local.get $fifteen)))
    (local.set $bits ${classOf(3)})
    ${[0, 1, 2]
      .map(
        (n) => `
    (local.set $now${n} ${classOf(n)})
    (local.set $bits (v128.and (local.get $bits)
      (i8x16.shuffle ${lanesFrom(13 + n)} (local.get $last${n}) (local.get $now${n}))))
    (local.set $last${n} (local.get $now${n}))`,
      )
      .join('')}
    ;; a letter before it: groups 1 and 2 only count at the beginning of a word
    (local.set $bits (v128.andnot (local.get $bits) (v128.and (local.get $early)
      (i8x16.lt_s
        (i8x16.sub
          (v128.or (v128.load (i32.sub (local.get $at) (i32.const 4))) (local.get $capital))
          (local.get $letterA))
        (local.get $letters)))))
    (local.set $hits (i32.xor (i32.const 65535)
      (i8x16.bitmask (i8x16.eq (local.get $bits) (local.get $nothing)))))
    (local.set $ends (i8x16.bitmask (i8x16.eq (local.get $text) (local.get $newline))))
    ;; what lies behind the text does not count
    (local.set $left (i32.sub (local.get $to) (local.get $at)))
    (if (i32.lt_u (local.get $left) (i32.const 16)) (then
      (local.set $left (i32.sub (i32.shl (i32.const 1) (local.get $left)) (i32.const 1)))
      (local.set $hits (i32.and (local.get $hits) (local.get $left)))
      (local.set $ends (i32.and (local.get $ends) (local.get $left)))))
    (block $none (loop $end
      (br_if $none (i32.eqz (local.get $ends)))
      (local.set $place (i32.ctz (local.get $ends)))
      (local.set $begins (v128.load (local.get $begin)))
      (i32.store (local.get $list) (i32.or
        (i32.or
          (i32.shl (i32.add (local.get $at) (local.get $place)) (i32.const 3))
          (i32.shl (i8x16.all_true (i8x16.eq (local.get $begins) (local.get $began)))
            (i32.const 2)))
        (i32.or
          ;; a word up to this end: the newline itself may be the last byte of one
          (i32.ne (i32.const 0) (i32.or (local.get $candidate) (i32.and (local.get $hits)
            (i32.sub (i32.shl (i32.const 2) (local.get $place)) (i32.const 1)))))
          (i32.shl (i32.and (local.get $whole) (i8x16.all_true
            (i8x16.eq (local.get $lead) ${digitsAsZeros('(local.get $begins)')})))
            (i32.const 1)))))
      (local.set $began (local.get $begins))
      (local.set $list (i32.add (local.get $list) (i32.const 4)))
      (local.set $begin (i32.add (i32.add (local.get $at) (local.get $place)) (i32.const 1)))
      (local.set $whole (i32.const 1))
      (local.set $candidate (i32.const 0))
      (local.set $hits (i32.and (local.get $hits) (i32.shl (i32.const -2) (local.get $place))))
      (local.set $ends (i32.and (local.get $ends) (i32.sub (local.get $ends) (i32.const 1))))
      (br $end)))
    (local.set $candidate (i32.or (local.get $candidate) (local.get $hits)))
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (br $next)))
  (i32.store (local.get $list) (i32.ne (local.get $candidate) (i32.const 0)))
  (local.get $list))
`

function classOf(place: number): string {
  return `(v128.and
      (i8x16.relaxed_swizzle (local.get $lows${place}) (local.get $low))
      (i8x16.relaxed_swizzle (local.get $highs${place}) (local.get $high)))`
}

/** Sixteen neighbours of the 32 bytes of two vectors. */
function lanesFrom(first: number): string {
  return Array.from({ length: 16 }, (_, i) => first + i).join(' ')
}
