import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureSkew } from '../../../../main/logs/clock-skew.ts'
import { skewSentence } from '../../../../shared/log-rules/clocks.ts'
import { HostName } from '../../../../shared/domain/ids.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { logCollection } from '../../../helpers/log-collection.ts'
import { commandOutcome } from '../../../helpers/log-host.ts'

const host = HostName.parse('src-db')
const startedAt = Date.UTC(2026, 10, 23)

/** A host and a link with the given ms there and back, one pair a round trip. */
function link(
  trips: readonly (readonly [number, number])[],
  aheadMs: number,
  format: (ms: number) => string,
) {
  let ms = 0
  let asked = 0
  const clock = { now: () => instant(startedAt + ms), monotonicMs: () => ms }
  const exec = async () => {
    const [there, back] = trips[asked] ?? [1, 1]
    asked += 1
    ms += there
    const told = format(startedAt + ms + aheadMs)
    ms += back
    return commandOutcome(`${told}\n`)
  }
  return { clock, exec, asked: () => asked }
}

const gnu = (ms: number): string =>
  `${Math.floor(ms / 1000)}.${String(Math.round((ms % 1000) * 1e6)).padStart(9, '0')}`
const busybox = (ms: number): string => `${Math.floor(ms / 1000)}.%N`

describe('clock skew', () => {
  it('takes the shortest of several round trips, half of which is the doubt', async () => {
    const { clock, exec } = link(
      [
        [400, 20],
        [5, 3],
        [60, 60],
        [9, 9],
        [9, 9],
      ],
      90_000,
      gnu,
    )
    const skew = await measureSkew({ exec }, host, clock)
    expect(skew).toEqual({ ok: true, value: { skewMs: 90_001, uncertaintyMs: 5 } })
    expect(skew.ok && skewSentence(host, skew.value)).toBe('src-db is 90.0 s ahead, ±5 ms')
  })

  it('asks no more once it knows well enough', async () => {
    const { clock, exec, asked } = link([[1, 1]], -250, gnu)
    expect(await measureSkew({ exec }, host, clock)).toMatchObject({ ok: true })
    expect(asked()).toBe(1)
  })

  it('is never further from the truth than it says, whatever the link and the host', async () => {
    const trip = fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3000 }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(trip, { minLength: 5, maxLength: 5 }),
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.constantFrom(gnu, busybox),
        async (trips, aheadMs, format) => {
          const { clock, exec } = link(trips, aheadMs, format)
          const skew = await measureSkew({ exec }, host, clock)
          if (!skew.ok) throw new Error(skew.problem.message)
          expect(Math.abs(skew.value.skewMs - aheadMs)).toBeLessThanOrEqual(
            skew.value.uncertaintyMs,
          )
        },
      ),
    )
  })

  it.each([
    [{ skewMs: -0.4, uncertaintyMs: 2 }, 'the clock of src-db is ours, ±2 ms'],
    [{ skewMs: -340, uncertaintyMs: 0.2 }, 'src-db is 340 ms behind, ±1 ms'],
    [{ skewMs: 3_600_000, uncertaintyMs: 500 }, 'src-db is 3600.0 s ahead, ±500 ms'],
  ])('says %j as a sentence', (skew, sentence) => {
    expect(skewSentence(host, skew)).toBe(sentence)
  })

  it('is a problem, not a zero, when the host does not say the time', async () => {
    const { clock } = link([], 0, gnu)
    const exec = async () => commandOutcome('date: invalid option')
    expect(await measureSkew({ exec }, host, clock)).toMatchObject({
      ok: false,
      problem: {
        code: 'bad-answer',
        message: expect.stringContaining('did not say what time it is'),
      },
    })
  })

  it('is kept with what was fetched, and moves the time since which logs are wanted', async () => {
    const { logs, text, collectAll } = logCollection()
    logs.skewMs = 90_000
    logs.append('sip.log', 'one\n')
    logs.rename('sip.log')
    logs.append('sip.log', 'two\n')
    const rotated = logs.files.get('sip.log.1')
    if (rotated === undefined) throw new Error('not rotated')
    rotated.mtimeMs = 85_000
    expect(await collectAll({ since: instant(0) })).toMatchObject({
      skew: { ok: true, value: { skewMs: 90_000 } },
    })
    expect(text.get('sip.log')).toBe('two\n')
  })
})
