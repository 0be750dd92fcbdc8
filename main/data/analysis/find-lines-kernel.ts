/**
 * Ends of lines, and whether a word of trouble may stand in them, sixteen bytes at a time. Memory: from 0 on eight tables of sixteen bytes,
 * for each of four neighbouring bytes one by its low and one by its high half; a bit for each group of words (find-lines.ts). `from`
 * to `to` is the text, one byte before it and twenty behind it are there. Answers where its list ended, which begins at `list`:
 * each end of a line, doubled, plus 1 for a candidate. At the end of the list: whether the line that goes on is one.
 */
export const kernel = `
param from
param to
param list
param candidate    ;; the line that goes on from before is one
local at i32
local ends i32     ;; a bit for each byte that is a newline
local hits i32     ;; a bit for each byte where a word may begin
local place i32
local bits v128
local before v128
${[0, 1, 2, 3].map((n) => `local low${n} v128\nlocal high${n} v128`).join('\n')}
${[0, 1, 2, 3]
  .map(
    (n) => `
i32.const 0
v128.load ${32 * n}
local.set low${n}
i32.const 0
v128.load ${32 * n + 16}
local.set high${n}`,
  )
  .join('')}
local.get from
local.set at
block
loop
  local.get at
  local.get to
  i32.ge_u
  br_if 1
${[0, 1, 2, 3]
  .map(
    (n) => `
  local.get low${n}
  local.get at
  v128.load ${n}
  i32.const 15
  i8x16.splat
  v128.and
  i8x16.swizzle
  local.get high${n}
  local.get at
  v128.load ${n}
  i32.const 4
  i8x16.shr_u
  i8x16.swizzle
  v128.and
  ${n === 0 ? '' : 'local.get bits\n  v128.and'}
  local.set bits`,
  )
  .join('')}
  ;; a letter before it: groups 1 and 2 only count at the beginning of a word
  local.get bits
  local.get at
  i32.const 1
  i32.sub
  v128.load 0
  i32.const 32
  i8x16.splat
  v128.or
  i32.const 97
  i8x16.splat
  i8x16.sub
  i32.const 26
  i8x16.splat
  i8x16.lt_u
  i32.const 3
  i8x16.splat
  v128.and
  v128.andnot
  i32.const 0
  i8x16.splat
  i8x16.eq
  i8x16.bitmask
  i32.const 65535
  i32.xor
  local.set hits
  local.get at
  v128.load 0
  i32.const 10
  i8x16.splat
  i8x16.eq
  i8x16.bitmask
  local.set ends
  ;; what lies behind the text does not count
  local.get to
  local.get at
  i32.sub
  local.tee place
  i32.const 16
  i32.lt_u
  if
    i32.const 1
    local.get place
    i32.shl
    i32.const 1
    i32.sub
    local.tee place
    local.get hits
    i32.and
    local.set hits
    local.get place
    local.get ends
    i32.and
    local.set ends
  end
  block
  loop
    local.get ends
    i32.eqz
    br_if 1
    local.get list
    local.get at
    local.get ends
    i32.ctz
    local.tee place
    i32.add
    i32.const 1
    i32.shl
    ;; a word before this end
    local.get candidate
    local.get hits
    i32.const 1
    local.get place
    i32.shl
    i32.const 1
    i32.sub
    i32.and
    i32.or
    i32.const 0
    i32.ne
    i32.or
    i32.store 0
    local.get list
    i32.const 4
    i32.add
    local.set list
    i32.const 0
    local.set candidate
    local.get hits
    i32.const -2
    local.get place
    i32.shl
    i32.and
    local.set hits
    local.get ends
    local.get ends
    i32.const 1
    i32.sub
    i32.and
    local.set ends
    br 0
  end
  end
  local.get candidate
  local.get hits
  i32.or
  local.set candidate
  local.get at
  i32.const 16
  i32.add
  local.set at
  br 0
end
end
local.get list
local.get candidate
i32.const 0
i32.ne
i32.store 0
local.get list
`
