import { describe, expect, it } from 'vitest'
import { JournalEvent } from '../../../../shared/domain/journal.ts'
import { foldRun, isApplied, leavesEffects } from '../../../../shared/domain/run-fold.ts'
import type { MemberProgress } from '../../../../shared/domain/run-fold.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { threeSteps } from '../../../helpers/runner-world.ts'

type Try = readonly [phase: string, host: string, state: string]

const folded = (tries: readonly Try[]): MemberProgress | undefined => {
  const events = [
    { kind: 'run.created', run: 'r1', procedure: 'p', members: ['m'], by: 'anna', snapshot: 'x' },
    ...tries.flatMap(([phase, host, state], i) => [
      {
        kind: 'attempt.intended',
        attempt: `a${i}`,
        run: 'r1',
        step: 'lock',
        member: 'm',
        phase,
        number: i + 1,
        host,
        operation: 'customer-lock',
        args: {},
      },
      ...(state === 'intended' ? [] : [{ kind: 'attempt.ended', attempt: `a${i}`, state, ms: 1 }]),
    ]),
  ].map((event) => ({ at: instant(0), event: JournalEvent.parse(event) }))
  return foldRun(events)?.members.get('m')
}

describe('a step', () => {
  it.each<[string, readonly Try[], boolean]>([
    ['was never tried', [], false],
    ['succeeded', [['apply', 'a', 'succeeded']], true],
    ['failed', [['apply', 'a', 'failed']], false],
    ['succeeded on another host only', [['apply', 'b', 'succeeded']], false],
    [
      'was undone',
      [
        ['apply', 'a', 'succeeded'],
        ['undo', 'a', 'succeeded'],
      ],
      false,
    ],
    [
      'was undone in vain',
      [
        ['apply', 'a', 'succeeded'],
        ['undo', 'a', 'failed'],
      ],
      true,
    ],
    [
      'was undone on a host that had no apply',
      [
        ['apply', 'a', 'succeeded'],
        ['undo', 'z', 'succeeded'],
      ],
      false,
    ],
    [
      'was undone on its other host',
      [
        ['apply', 'a', 'succeeded'],
        ['apply', 'b', 'succeeded'],
        ['undo', 'b', 'succeeded'],
      ],
      true,
    ],
    [
      'was undone and applied again',
      [
        ['apply', 'a', 'succeeded'],
        ['undo', 'a', 'succeeded'],
        ['apply', 'a', 'succeeded'],
      ],
      true,
    ],
  ])('that %s', (_, tries, applied) => {
    expect(isApplied(folded(tries), 'lock', 'a')).toBe(applied)
  })
})

describe('effects', () => {
  it.each<[string, readonly Try[], boolean]>([
    ['of nothing do not stand', [], false],
    ['that were applied stand', [['apply', 'a', 'succeeded']], true],
    [
      'that were undone do not',
      [
        ['apply', 'a', 'succeeded'],
        ['undo', 'a', 'succeeded'],
      ],
      false,
    ],
    ['of unknown outcome may stand', [['apply', 'a', 'unknown']], true],
    ['whose intent alone is known may stand', [['apply', 'a', 'intended']], true],
    [
      'of unknown outcome that were undone do not',
      [
        ['apply', 'a', 'ask'],
        ['undo', 'a', 'succeeded'],
      ],
      false,
    ],
    ['that failed do not', [['apply', 'a', 'failed']], false],
  ])('%s', (_, tries, stand) => {
    expect(leavesEffects(folded(tries), threeSteps().steps)).toBe(stand)
  })

  it('of a step that needs no undo do not count', () => {
    const steps = threeSteps({}, { undo: undefined, undoNotNeeded: 'harmless' }).steps
    expect(leavesEffects(folded([['apply', 'a', 'succeeded']]), steps)).toBe(false)
  })
})
