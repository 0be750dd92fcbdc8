/**
 * The inner loop of inflate (RFC 1951), which turns the symbols of a block into text. It is our own because zlib takes more time than all
 * the rest of a check: a packed log is to be unpacked and checked at 0.8 of the rate of zlib alone (`logs.check.rate.gz` of `bench logs --part
 * speed`). With zlib it was 0.55 to 0.65, with this 0.81 to 0.93; Node has no other inflate. What makes it so: a bit buffer of eight bytes
 * that is filled without a branch; one look at a table for most symbols, with base, extra bits and length in the entry; the next entry is
 * looked up before a match is copied; and copies are of 64 bytes, beyond the end of the match.
 */

/** Where in the memory the kernel leaves the bit that comes next, and the place of the next byte of text. */
export const bitAt = 0
export const outAt = 4
/** Bits of a code that the first look at a table decides. */
export const lengthBits = 10
export const distanceBits = 8
/** Of a table with all its subtables, at most: what `enough 288 10 15` and `enough 32 8 15` of zlib's examples say. */
export const lengthEntries = 1334
export const distanceEntries = 402
export const lengthsAt = 64
export const distancesAt = lengthsAt + 4 * lengthEntries
/** Behind all of the above. */
export const regionsAt = 8192

/**
 * What an entry of a table says, from its lowest bit: how many bits are dropped in all (6), how many of them are the code (6). In the upper half
 * a byte of text, or the base of a length or distance. Of a subtable: where it begins, and for the code the bits of its index.
 */
export const isLiteral = 0x80000000
/** None of those two: a subtable; or the end of the block, which is 0 in the upper half; or a code that must not be, 1. */
export const isOther = 0x8000
export const isSubtable = 0x4000

/** What a kernel answers besides 0, when it came to a limit. */
export const endOfBlock = 1
export const damaged = 2

/** How many bytes of text a kernel may write beyond its limit: a match, and what a copy overruns. */
export const overrun = 258 + 80

/** At least 56 bits are there then, and 63 at most count; those above `c` are of the next byte, and come again. */
const refill = `
    (local.set $b (i64.or (local.get $b)
      (i64.shl (i64.load (local.get $in)) (i64.extend_i32_u (local.get $c)))))
    (local.set $in (i32.add (local.get $in)
      (i32.sub (i32.const 7) (i32.and (i32.shr_u (local.get $c) (i32.const 3)) (i32.const 7)))))
    (local.set $c (i32.or (local.get $c) (i32.const 56)))`

/** So many as the lowest six bits of a number say: shifts look at no more, and what the others do to `c` is above its six. */
const drop = (bits: string): string => `
    (local.set $b (i64.shr_u (local.get $b) (i64.extend_i32_u ${bits})))
    (local.set $c (i32.sub (local.get $c) ${bits}))`

const entryAt = (table: number, index: string): string =>
  `(i32.load offset=${table} (i32.shl ${index} (i32.const 2)))`

const lowBits = (mask: string): string => `(i32.and (i32.wrap_i64 (local.get $b)) ${mask})`

const lookUp = (entry: string, table: number, bits: number): string => `
    (local.set ${entry} ${entryAt(table, lowBits(`(i32.const ${2 ** bits - 1})`))})`
const nextEntry = lookUp('$e', lengthsAt, lengthBits)

const upperHalf = (entry: string): string => `(i32.shr_u (local.get ${entry}) (i32.const 16))`
const codeBits = (entry: string): string => `(i32.shr_u (local.get ${entry}) (i32.const 8))`

/** The entry of the subtable that the entry leads to. */
const lookUpBehind = (entry: string, table: number, bits: number): string => `
    ${drop(`(i32.const ${bits})`)}
    (local.set ${entry} ${entryAt(
      table,
      `(i32.add ${upperHalf(entry)}
        ${lowBits(`(i32.sub (i32.shl (i32.const 1) ${codeBits(entry)}) (i32.const 1))`)})`,
    )})`

/** Base and extra bits; what the entry says is dropped. */
const takeValue = (name: string, entry: string): string => `
    (local.set $s (local.get $b))
    ${drop(`(local.get ${entry})`)}
    (local.set ${name} (i32.add ${upperHalf(entry)}
      (i32.wrap_i64 (i64.shr_u
        (i64.and (local.get $s) (i64.sub
          (i64.shl (i64.const 1) (i64.extend_i32_u (local.get ${entry})))
          (i64.const 1)))
        (i64.extend_i32_u ${codeBits(entry)})))))`

const has = (entry: string, flag: number): string =>
  `(i32.and (local.get ${entry}) (i32.const ${flag}))`

/** The flag is the sign. */
const isLiteralEntry = '(i32.lt_s (local.get $e) (i32.const 0))'
const putLiteral = `
    (i32.store8 (local.get $out) ${upperHalf('$e')})
    (local.set $out (i32.add (local.get $out) (i32.const 1)))
    ${drop('(local.get $e)')}`

const copy16 = (offset: number): string => `
    (v128.store offset=${offset} (local.get $out)
      (v128.load offset=${offset} (i32.sub (local.get $out) (local.get $distance))))`
/** Nine of ten matches are no longer. */
const copy64 = `
    ${copy16(0)}${copy16(16)}${copy16(32)}${copy16(48)}
    (local.set $out (i32.add (local.get $out) (i32.const 64)))`

const leave = (result: number): string => `
      (local.set $result (i32.const ${result}))
      (br $stop)`

/** A match of `length` bytes from `distance` back: of those that are nearer than sixteen bytes, the text between is doubled until it is that long. */
const copyMatch = `
    (local.set $end (i32.add (local.get $out) (local.get $length)))
    (if (i32.lt_u (local.get $distance) (i32.const 16)) (then
      (loop $double
        ${copy16(0)}
        (local.set $out (i32.add (local.get $out) (local.get $distance)))
        (local.set $distance (i32.shl (local.get $distance) (i32.const 1)))
        (br_if $double (i32.lt_u (local.get $distance) (i32.const 16))))))
    ${copy64}
    (if (i32.lt_u (local.get $out) (local.get $end)) (then
      (loop $more
        ${copy64}
        (br_if $more (i32.lt_u (local.get $out) (local.get $end))))))
    (local.set $out (local.get $end))`

/** All bits at hand are of bytes before `in`, and a symbol has 48 at most. */
const manyLiterals = `
    (br_if $stop (i32.gt_u (local.get $in) (local.get $inLimit)))
    (br_if $stop (i32.gt_u (local.get $out) (local.get $outLimit)))
    (if ${isLiteralEntry} (then
      ${putLiteral}${refill}${nextEntry}
      (br $next)))`

const oneLiteral = `
    (if ${isLiteralEntry} (then
      ${putLiteral}
      (br $stop)))`

/** `isOne`: stops behind one symbol, and knows no limit: for the last bytes there are, where each symbol may be cut short. */
const symbols = (name: string, isOne: boolean): string => `
(func ${name}
  (param $bit i32)      ;; where the next symbol begins
  (param $inLimit i32)  ;; where the packed bytes end: those behind it are read, but do not count
  (param $out i32) (param $outLimit i32)
  (param $history i32)  ;; where the text begins that matches may copy
  (result i32)
  (local $in i32)       ;; the bytes that come next into
  (local $b i64)        ;; the bits at hand
  (local $c i32)        ;; and their number, in its lowest six bits
  (local $s i64) (local $e i32) (local $d i32)
  (local $length i32) (local $distance i32) (local $end i32) (local $result i32)
  (local.set $in (i32.shr_u (local.get $bit) (i32.const 3)))
  ${refill}
  ${drop('(i32.and (local.get $bit) (i32.const 7))')}
  ${refill}
  ${nextEntry}
  (block $stop (loop $next
    ${isOne ? oneLiteral : manyLiterals}
    (if ${has('$e', isOther)} (then
      (block $isLength
        (if ${has('$e', isSubtable)} (then
          ${lookUpBehind('$e', lengthsAt, lengthBits)}
          (if ${isLiteralEntry} (then
            ${putLiteral}
            ${isOne ? '(br $stop)' : `${refill}${nextEntry}(br $next)`}))
          (br_if $isLength (i32.eqz ${has('$e', isOther)}))))
        ${drop('(local.get $e)')}
        (local.set $result (i32.add ${upperHalf('$e')} (i32.const ${endOfBlock})))
        (br $stop))))
    ${takeValue('$length', '$e')}
    ${lookUp('$d', distancesAt, distanceBits)}
    (if ${has('$d', isOther)} (then
      (if ${has('$d', isSubtable)} (then
        ${lookUpBehind('$d', distancesAt, distanceBits)}))
      (if ${has('$d', isOther)} (then ${leave(damaged)}))))
    ${takeValue('$distance', '$d')}
    ${isOne ? '' : refill + nextEntry}
    (if (i32.gt_u (local.get $distance) (i32.sub (local.get $out) (local.get $history))) (then
      ${leave(damaged)}))
    ${copyMatch}
    ${isOne ? '' : '(br $next)'}))
  (i32.store offset=${bitAt} (i32.const 0) (i32.sub
    (i32.shl (local.get $in) (i32.const 3))
    (i32.and (local.get $c) (i32.const 63))))
  (i32.store offset=${outAt} (i32.const 0) (local.get $out))
  (local.get $result))
`

export type InflateKernels = {
  /** Symbols up to a limit or the end of the block. */
  readonly many: Symbols
  /** One symbol. */
  readonly one: Symbols
}
type Symbols = (
  bit: number,
  inLimit: number,
  out: number,
  outLimit: number,
  history: number,
) => number

export const inflateKernel = symbols('$many', false) + symbols('$one', true)
