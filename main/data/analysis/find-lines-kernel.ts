import { digitLocals, digitsAsZeros, setDigitLocals } from './hash-kernel.ts'

/** Bytes of marks for each 64 bytes of text: a bit for each byte where a word may end, and how many such there were before. */
export const markBytes = 16

const step = 64
const vectors = [0, 1, 2, 3]

/**
 * Ends of lines, and whether a word of trouble may stand in them, sixteen bytes at a time. At `tables` are eight tables of sixteen
 * bytes, for each of four neighbouring bytes one by its low and one by its high half; a bit for each group of words (find-lines.ts). Behind
 * them sixteen bytes that a line begins with, every digit a zero. `from` to `to` is the text; sixteen bytes before it and 64
 * behind it can be read, those before it are of the same line or NUL. Answers where its list ended, which begins at `list`: each end of
 * a line sixteen times, plus 1 for a candidate, plus 2 where the line begins like the sixteen bytes and `whole` was 1 or a line ended before it,
 * plus 4 where its first sixteen bytes are those of the line before in this text, plus 8 where both begin like the sixteen bytes and the sixteen
 * behind these differ before the first `: ` (it is of another program), unless an `l` follows the first blank (`host last message repeated`).
 * At the end of the list: whether the line that goes on is a candidate.
 *
 * Where lines end cannot be foretold, and a branch that goes another way than foretold costs as much as dozens of bytes. So there is
 * none for a line: ends are written down four at a time, as many as there are count, and what is in a line is told from sums.
 */
export const findLinesKernel = `
(func $lines
  (param $tables i32) (param $from i32) (param $to i32) (param $list i32) (param $marks i32)
  (param $candidate i32) ;; the line that goes on from before is one
  (param $whole i32)     ;; a line begins at $from
  (result i32)
  (local $at i32)
  (local $mark i32)
  (local $entry i32)
  (local $listEnd i32)
  (local $begin i32)     ;; where the line begins
  (local $end i32)
  (local $left i64)
  (local $ends i64)      ;; a bit for each byte that is a newline
  (local $hits i64)      ;; a bit for each byte where a word may end
  (local $sum i32)       ;; of the hits so far
  (local $before i32)
  (local $text v128) (local $low v128) (local $high v128) (local $bits v128) (local $lead v128)
  (local $begins v128)   ;; how the line begins, and the one before
  (local $began v128)
  (local $source v128)   ;; what is behind that
  (local $lastSource v128)
  (local $next v128)
  (local $isAlike i32)
  (local $wasAlike i32)
  (local $blanks i32)
  (local $colons i32)
  ${digitLocals} (local $newline v128) (local $nothing v128)
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
  (local.set $at (i32.sub (local.get $from) (i32.const 16)))
  (local.set $mark (local.get $marks))
  (local.set $entry (local.get $list))
  ;; constants, which the engine would make anew every time round
  ${setDigitLocals}
  (local.set $newline (i8x16.splat (i32.const 10)))
  (local.set $nothing (i8x16.splat (i32.const 0)))
  (block $done (loop $next
    (br_if $done (i32.ge_u (local.get $at) (local.get $to)))
    (local.set $hits (i64.const 0))
    (local.set $ends (i64.const 0))
    ${vectors.map(lookAt).join('')}
    (local.set $hits (i64.xor (local.get $hits) (i64.const -1)))
    ;; what lies behind the text does not count
    (if (i32.lt_u (i32.sub (local.get $to) (local.get $at)) (i32.const ${step})) (then
      (local.set $left (i64.sub (i64.shl (i64.const 1)
        (i64.extend_i32_u (i32.sub (local.get $to) (local.get $at)))) (i64.const 1)))
      (local.set $hits (i64.and (local.get $hits) (local.get $left)))
      (local.set $ends (i64.and (local.get $ends) (local.get $left)))))
    (i64.store (local.get $mark) (local.get $hits))
    (i32.store offset=8 (local.get $mark) (local.get $sum))
    (local.set $sum (i32.add (local.get $sum) (i32.wrap_i64 (i64.popcnt (local.get $hits)))))
    (local.set $mark (i32.add (local.get $mark) (i32.const ${markBytes})))
    (local.set $listEnd (i32.add (local.get $entry)
      (i32.shl (i32.wrap_i64 (i64.popcnt (local.get $ends))) (i32.const 2))))
    (loop $four
      ${[0, 4, 8, 12]
        .map(
          (offset) => `
      (i32.store offset=${offset} (local.get $entry)
        (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $ends)))))
      (local.set $ends (i64.and (local.get $ends) (i64.sub (local.get $ends) (i64.const 1))))`,
        )
        .join('')}
      (local.set $entry (i32.add (local.get $entry) (i32.const 16)))
      (br_if $four (i32.lt_u (local.get $entry) (local.get $listEnd))))
    (local.set $entry (local.get $listEnd))
    (local.set $at (i32.add (local.get $at) (i32.const ${step})))
    (br $next)))
  (local.set $lead (v128.load offset=128 (local.get $tables)))
  (local.set $begin (local.get $from))
  (local.set $from (i32.sub (local.get $from) (i32.const 16)))
  (local.set $before (i32.sub (i32.const 0) (local.get $candidate)))
  (local.set $entry (local.get $list))
  (block $all (loop $line
    (br_if $all (i32.ge_u (local.get $entry) (local.get $listEnd)))
    (local.set $end (i32.load (local.get $entry)))
    (local.set $begins (v128.load (local.get $begin)))
    (local.set $source (v128.load offset=16 (local.get $begin)))
    (local.set $next (v128.load offset=17 (local.get $begin)))
    (local.set $isAlike (i32.and (local.get $whole) (i8x16.all_true
      (i8x16.eq (local.get $lead) ${digitsAsZeros('(local.get $begins)')}))))
    (local.set $blanks ${where('$source', 0x20)})
    (local.set $colons (i32.and ${where('$source', 0x3a)} ${where('$next', 0x20)}))
    (local.set $mark (i32.add (local.get $marks)
      (i32.shl (i32.shr_u (i32.sub (local.get $end) (local.get $from)) (i32.const 6)) (i32.const 4))))
    ;; up to this end: the newline itself may be the last byte of a word
    (local.set $candidate (i32.add (i32.load offset=8 (local.get $mark))
      (i32.wrap_i64 (i64.popcnt (i64.and (i64.load (local.get $mark))
        (i64.sub (i64.shl (i64.const 2)
          (i64.extend_i32_u (i32.sub (local.get $end) (local.get $from)))) (i64.const 1)))))))
    (i32.store (local.get $entry) (i32.or
      (i32.or
        (i32.or
          (i32.shl (local.get $end) (i32.const 4))
          (i32.shl
            (i32.and
              (i32.and (local.get $isAlike) (local.get $wasAlike))
              (i32.and
                (i32.ne (i32.const 0) (i32.and
                  (i32.xor (i32.const 65535)
                    (i8x16.bitmask (i8x16.eq (local.get $source) (local.get $lastSource))))
                  (i32.xor (local.get $colons) (i32.sub (local.get $colons) (i32.const 1)))))
                (i32.ne (i32.const 0) (i32.and
                  (i32.and (local.get $blanks) (i32.sub (i32.const 0) (local.get $blanks)))
                  (i32.xor (i32.const 65535) ${where('$next', 0x6c)})))))
            (i32.const 3)))
        (i32.shl (i8x16.all_true (i8x16.eq (local.get $begins) (local.get $began)))
          (i32.const 2)))
      (i32.or
        (i32.ne (local.get $candidate) (local.get $before))
        (i32.shl (local.get $isAlike) (i32.const 1)))))
    (local.set $before (local.get $candidate))
    (local.set $began (local.get $begins))
    (local.set $lastSource (local.get $source))
    (local.set $wasAlike (local.get $isAlike))
    (local.set $whole (i32.const 1))
    (local.set $begin (i32.add (local.get $end) (i32.const 1)))
    (local.set $entry (i32.add (local.get $entry) (i32.const 4)))
    (br $line)))
  (i32.store (local.get $listEnd) (i32.ne (local.get $sum) (local.get $before)))
  (local.get $listEnd))
`

/** Adds what is in one of the four vectors to `ends`, and to `hits` where no word may end. */
function lookAt(place: number): string {
  return `
    (local.set $text (v128.load offset=${16 * place} (local.get $at)))
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
    ;; a letter before it makes one of the last group none: that is the sign bit, which is asked for at once
    (if (i8x16.bitmask (local.get $bits)) (then
      (local.set $bits (v128.andnot (local.get $bits) (v128.and
        (i8x16.splat (i32.const -128))
        (i8x16.lt_u
          (i8x16.sub
            (v128.or
              (v128.load offset=${16 * place} (i32.sub (local.get $at) (i32.const 4)))
              (i8x16.splat (i32.const 32)))
            (i8x16.splat (i32.const 97)))
          (i8x16.splat (i32.const 26))))))))
    ${add('hits', '$bits', '$nothing', place)}
    ${add('ends', '$text', '$newline', place)}`
}

function add(sum: string, one: string, other: string, place: number): string {
  return `(local.set $${sum} (i64.or (local.get $${sum}) (i64.shl
      (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (local.get ${one}) (local.get ${other}))))
      (i64.const ${16 * place}))))`
}

/** A bit for each byte of a vector that is this one. */
function where(vector: string, byte: number): string {
  return `(i8x16.bitmask (i8x16.eq (local.get ${vector}) (i8x16.splat (i32.const ${byte}))))`
}

function classOf(place: number): string {
  return `(v128.and
      (i8x16.relaxed_swizzle (local.get $lows${place}) (local.get $low))
      (i8x16.relaxed_swizzle (local.get $highs${place}) (local.get $high)))`
}

/** Sixteen neighbours of the 32 bytes of two vectors. */
function lanesFrom(first: number): string {
  return Array.from({ length: 16 }, (_, i) => first + i).join(' ')
}
