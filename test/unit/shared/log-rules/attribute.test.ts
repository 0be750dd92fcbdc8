import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CustomerId } from '../../../../shared/domain/ids.ts'
import { createAttribution } from '../../../../shared/log-rules/attribute.ts'
import { createDirectory } from '../../../../shared/log-rules/directory.ts'

const directory = createDirectory([
  { id: CustomerId.parse('10417'), name: 'Bamboo Ltd', accounts: [{ id: '442071838750' }] },
  { id: CustomerId.parse('10420'), name: 'Ivory Bakeries', accounts: [{ id: '442071838799' }] },
])

const callId = 'k9f2-77ad@198.51.100.20'
const error = {
  host: 'sip1',
  text: `${callId}: 403 Forbidden after auth reject`,
  more: [],
  times: 1,
}
const carrier = {
  host: 'bill1',
  text: `auth User-Name = '442071838750' call-id = '${callId}'`,
  more: [],
}

describe('attribution', () => {
  it('gives a record that has only a Call-ID to the customer of another host’s record with it', () => {
    const attribution = createAttribution(directory)
    attribution.note('g', error)
    attribution.learn(carrier)
    expect(attribution.of('g')).toEqual([
      { customer: '10417', count: 1, unsure: false, by: 'call-id' },
    ])
  })

  it('joins by h323-conf-id, however it is spaced', () => {
    const attribution = createAttribution(directory)
    attribution.learn({
      host: 'a',
      text: "h323-conf-id = '5D1C22A0 77E14B09 A1B20C44 9E0F7731' User-Name = '442071838799'",
      more: [],
    })
    attribution.note('g', {
      host: 'b',
      text: 'reject h323-conf-id=5d1c22a077e14b09a1b20c449e0f7731',
      more: [],
      times: 3,
    })
    expect(attribution.of('g')).toEqual([
      { customer: '10420', count: 3, unsure: false, by: 'call-id' },
    ])
  })

  it.each([
    ['a field of an object', '{"call_id":"f81d4fae@pbx.example.com","state":"dead"}'],
    ['a hash of Perl', "{ 'call-id' => 'f81d4fae@pbx.example.com' }"],
    ['a variable of a switch', 'variable_sip_call_id: [f81d4fae@pbx.example.com]'],
  ])('joins by the Call-ID in %s', (_, text) => {
    const attribution = createAttribution(directory)
    const named = 'INVITE of 442071838750, Call-ID: f81d4fae@pbx.example.com'
    attribution.learn({ host: 'a', text: named, more: [] })
    attribution.note('g', { host: 'b', text, more: [], times: 1 })
    expect(attribution.of('g')).toMatchObject([{ customer: '10417', unsure: false }])
  })

  it('does not join Asterisk’s call numbers of two hosts', () => {
    const attribution = createAttribution(directory)
    attribution.learn({ host: 'pbx1', text: '[C-0000002a] 442071838750 dials', more: [] })
    attribution.note('g', { host: 'pbx2', text: '[C-0000002a] no channel', more: [], times: 1 })
    expect(attribution.of('g')).toEqual([])
    attribution.note('g', { host: 'pbx1', text: '[C-0000002a] no channel', more: [], times: 1 })
    expect(attribution.of('g')).toHaveLength(1)
  })

  it('names both customers of one call and is not sure of either', () => {
    const attribution = createAttribution(directory)
    attribution.note('g', error)
    attribution.learn(carrier)
    attribution.learn({ ...carrier, text: carrier.text.replace('442071838750', '442071838799') })
    expect(attribution.of('g').map((c) => [c.customer, c.unsure])).toEqual([
      ['10417', true],
      ['10420', true],
    ])
  })

  it('says which ids nobody has explained', () => {
    const attribution = createAttribution(directory)
    attribution.note('g', error)
    expect(attribution.wanted()).toEqual([`call-id/${callId}`])
    attribution.learn(carrier)
    expect(attribution.wanted()).toEqual([])
  })

  it('says how many records could not wait', () => {
    const attribution = createAttribution(directory, { waiting: 1 })
    attribution.note('g', error)
    attribution.note('g', { ...error, times: 2 })
    expect(attribution.dropped()).toEqual({ asked: 0, calm: 0 })
    attribution.note('g', { ...error, text: error.text.replace('k9f2', 'k9f3'), times: 5 })
    expect(attribution.dropped()).toEqual({ asked: 5, calm: 0 })
  })

  it('keeps room for records of trouble: calm ones push none out, and are told apart', () => {
    const attribution = createAttribution(directory, { waiting: 4 })
    const call = (n: number) => ({ ...error, text: error.text.replace('k9f2', `k9f${n}`) })
    for (const n of [3, 4, 5, 6]) attribution.note('calm', call(n), true)
    for (const n of [7, 8]) attribution.note('g', call(n))
    expect(attribution.dropped()).toEqual({ asked: 0, calm: 2 })
  })

  it('says that an id may have been forgotten, but only where a record still waits', () => {
    const attribution = createAttribution(directory, { ids: 1 })
    attribution.learn(carrier)
    attribution.learn({ ...carrier, text: carrier.text.replace('k9f2', 'k9f3') })
    expect(attribution.dropped()).toEqual({ asked: 0, calm: 0 })
    attribution.note('g', error)
    expect(attribution.dropped()).toEqual({ asked: 1, calm: 0 })
    expect(attribution.of('g')).toEqual([])
  })

  it('answers the same for any order of records, and for parts merged', () => {
    const note = fc.record({
      id: fc.integer({ min: 1, max: 4 }),
      account: fc.constantFrom('442071838750', '442071838799', undefined),
      grouped: fc.boolean(),
      times: fc.integer({ min: 1, max: 3 }),
    })
    type Note = { id: number; account?: string | undefined; grouped: boolean; times: number }
    const fill = (
      attribution: ReturnType<typeof createAttribution>,
      notes: readonly Note[],
    ): void => {
      for (const { id, account, grouped, times } of notes) {
        const text = `call-id=call${id}-abc@192.0.2.1 ${account === undefined ? '' : `account ${account}`}`
        if (grouped) attribution.note('g', { host: 'h', text, more: [], times })
        else attribution.learn({ host: 'h', text, more: [] })
      }
    }
    fc.assert(
      fc.property(fc.array(note, { maxLength: 12 }), fc.nat(12), (notes, cut) => {
        const forward = createAttribution(directory)
        fill(forward, notes)
        const parts = createAttribution(directory)
        const second = createAttribution(directory)
        fill(parts, notes.slice(cut).toReversed())
        fill(second, notes.slice(0, cut).toReversed())
        parts.merge(second)
        expect(parts.of('g')).toEqual(forward.of('g'))
      }),
    )
  })
})
