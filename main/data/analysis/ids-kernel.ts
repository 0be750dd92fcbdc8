/**
 * Ids in hexadecimal digits (Call-ID, h323-conf-id, tags of SIP): words of four or more of `0-9a-f` with letters and digits among them, but
 * for names with a number (`abc12`, mask-words.ts). Two texts that differ in such ids only have one level and one mask, with values at the
 * same places, as two that differ in their digits have.
 *
 * Copies a text with every id written as other kinds of bytes: 1, but for the first byte, which says what it was, because whether a word
 * of trouble counts depends on it (`error=0ab1`, `error/ab12`; suspect.ts). At `kinds` is a byte for each byte, see kindsOfBytes. `from` to
 * `to` is the text, what is before and behind it can be read; `out` is where the copy goes. Answers how many ids there are.
 */
export const idsKernel = `
(func $ids (param $kinds i32) (param $from i32) (param $to i32) (param $out i32) (result i32)
  (local $at i32)
  (local $left i32)
  (local $hits i32)     ;; a bit for each byte where a letter a to f and a digit are neighbours, as in every id
  (local $done i32)     ;; words up to here have been looked at
  (local $begin i32)
  (local $end i32)
  (local $seen i32)
  (local $found i32)
  (local $text v128)
  (local $next v128)
  (memory.copy (local.get $out) (local.get $from) (i32.sub (local.get $to) (local.get $from)))
  (local.set $at (local.get $from))
  (local.set $done (local.get $from))
  (block $over (loop $next16
    (br_if $over (i32.ge_u (local.get $at) (local.get $to)))
    (local.set $text (v128.load (local.get $at)))
    (local.set $next (v128.load offset=1 (local.get $at)))
    (local.set $hits (i8x16.bitmask (v128.or
      (v128.and ${within('$text', 48, 10)} ${within('$next', 97, 6)})
      (v128.and ${within('$text', 97, 6)} ${within('$next', 48, 10)}))))
    (local.set $left (i32.sub (local.get $to) (local.get $at)))
    (if (i32.lt_u (local.get $left) (i32.const 16)) (then
      (local.set $hits (i32.and (local.get $hits)
        (i32.sub (i32.shl (i32.const 1) (local.get $left)) (i32.const 1))))))
    (block $none (loop $hit
      (br_if $none (i32.eqz (local.get $hits)))
      (local.set $end (i32.add (local.get $at) (i32.ctz (local.get $hits))))
      (local.set $hits (i32.and (local.get $hits) (i32.sub (local.get $hits) (i32.const 1))))
      ;; of the word that is done already
      (br_if $hit (i32.lt_u (local.get $end) (local.get $done)))
      (local.set $begin (local.get $end))
      (local.set $seen (i32.const 0))
      (block $first (loop $back
        (br_if $first (i32.eq (local.get $begin) (local.get $from)))
        (br_if $first (i32.eqz ${kindAt('(i32.sub (local.get $begin) (i32.const 1))')}))
        (local.set $begin (i32.sub (local.get $begin) (i32.const 1)))
        (local.set $seen (i32.or (local.get $seen) ${kindAt('(local.get $begin)')}))
        (br $back)))
      (block $last (loop $on
        (br_if $last (i32.ge_u (local.get $end) (local.get $to)))
        (br_if $last (i32.eqz ${kindAt('(local.get $end)')}))
        (local.set $seen (i32.or (local.get $seen) ${kindAt('(local.get $end)')}))
        (local.set $end (i32.add (local.get $end) (i32.const 1)))
        (br $on)))
      (local.set $done (local.get $end))
      (br_if $hit (i32.ne (local.get $seen) (i32.const 3)))
      (br_if $hit (i32.lt_u (i32.sub (local.get $end) (local.get $begin)) (i32.const 4)))
      ;; two letters or more, then up to three digits: a name with a number
      (local.set $seen (local.get $begin))
      (block $digit (loop $letter
        (br_if $digit (i32.ne ${kindAt('(local.get $seen)')} (i32.const 2)))
        (local.set $seen (i32.add (local.get $seen) (i32.const 1)))
        (br $letter)))
      (block $id
        (br_if $id (i32.lt_u (i32.sub (local.get $seen) (local.get $begin)) (i32.const 2)))
        (br_if $id (i32.gt_u (i32.sub (local.get $end) (local.get $seen)) (i32.const 3)))
        (loop $number
          (br_if $id (i32.ne ${kindAt('(local.get $seen)')} (i32.const 1)))
          (local.set $seen (i32.add (local.get $seen) (i32.const 1)))
          (br_if $number (i32.lt_u (local.get $seen) (local.get $end))))
        (br $hit))
      (local.set $found (i32.add (local.get $found) (i32.const 1)))
      ;; 1: a letter, 2: a digit, 3: a zero and a digit, 4: a zero and a letter
      (local.set $seen (i32.const 1))
      (if (i32.eq ${kindAt('(local.get $begin)')} (i32.const 1)) (then
        (local.set $seen (i32.const 2))
        (if (i32.eq (i32.load8_u (local.get $begin)) (i32.const 48)) (then
          (local.set $seen (i32.const 4))
          (if (i32.eq ${kindAt('(i32.add (local.get $begin) (i32.const 1))')} (i32.const 1)) (then
            (local.set $seen (i32.const 3))))))))
      (i32.store8 ${placeInCopy('(local.get $begin)')} (local.get $seen))
      (block $written (loop $write
        (local.set $begin (i32.add (local.get $begin) (i32.const 1)))
        (br_if $written (i32.ge_u (local.get $begin) (local.get $end)))
        (i32.store8 ${placeInCopy('(local.get $begin)')} (i32.const 1))
        (br $write)))
      (br $hit)))
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (br $next16)))
  (local.get $found))
`

/** All bits of each byte that is one of `count` from `first` on. */
function within(vector: string, first: number, count: number): string {
  return `(i8x16.lt_u (i8x16.sub (local.get ${vector}) (i8x16.splat (i32.const ${first})))
      (i8x16.splat (i32.const ${count})))`
}

function kindAt(at: string): string {
  return `(i32.load8_u (i32.add (local.get $kinds) (i32.load8_u ${at})))`
}

function placeInCopy(at: string): string {
  return `(i32.add (local.get $out) (i32.sub ${at} (local.get $from)))`
}

/** 0: no letter and no digit, 1: digit, 2: a to f, 4: any other letter. */
export const kindsOfBytes: Uint8Array = makeKinds()

function makeKinds(): Uint8Array {
  const table = new Uint8Array(256)
  for (let i = 0; i < 10; i += 1) table[0x30 + i] = 1
  for (let i = 0; i < 26; i += 1) {
    table[0x41 + i] = 4
    table[0x61 + i] = i < 6 ? 2 : 4
  }
  return table
}
