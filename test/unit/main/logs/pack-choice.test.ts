import { describe, expect, it } from 'vitest'
import { createPackChoice } from '../../../../main/logs/pack-choice.ts'

const piece = 512 * 1024

/** What is asked for over `count` pieces when packed and plain ones take so long. */
function choices(
  count: number,
  ms: { readonly best: number; readonly plain: number },
  bytes = piece,
) {
  const choice = createPackChoice('auto')
  return Array.from({ length: count }, () => {
    const way = choice.next()
    choice.note(way, bytes, ms[way])
    return way
  })
}

describe('choice of packing', () => {
  it('tries both and stays with packed pieces on a thin link', () => {
    expect(choices(6, { best: 20, plain: 90 })).toEqual([
      'best',
      'plain',
      'best',
      'best',
      'best',
      'best',
    ])
  })

  it('sends as it is where the host packs more slowly than the link carries', () => {
    expect(choices(5, { best: 90, plain: 20 })).toEqual([
      'best',
      'plain',
      'plain',
      'plain',
      'plain',
    ])
  })

  it('spares the link when both are about as fast', () => {
    expect(choices(4, { best: 20, plain: 15 })).toEqual(['best', 'plain', 'best', 'best'])
  })

  it('tries the other way again after 64 pieces one way', () => {
    const all = choices(70, { best: 20, plain: 90 })
    expect(all.slice(2).indexOf('plain')).toBe(63)
    expect(all.filter((way) => way === 'plain')).toHaveLength(2)
  })

  it('learns nothing from small pieces', () => {
    expect(choices(5, { best: 90, plain: 1 }, 1000)).toEqual(Array(5).fill('best'))
  })

  it('asks a host that is not to pack for bytes as they are', () => {
    const never = createPackChoice('never')
    expect([never.next(), never.measuring()]).toEqual(['plain', false])
  })
})
