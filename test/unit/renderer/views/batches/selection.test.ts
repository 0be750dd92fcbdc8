import { describe, expect, it } from 'vitest'
import {
  noSelection,
  selectionAfter,
  stepOfKey,
} from '../../../../../renderer/views/batches/selection.ts'
import type { Selection, Step } from '../../../../../renderer/views/batches/selection.ts'

/** Rows as they are shown: sorted, so not in the order of the import. */
const shown = Int32Array.of(40, 30, 20, 10)
const play = (...steps: readonly Step[]): Selection =>
  steps.reduce((selection, step) => selectionAfter(selection, step, shown), noSelection)
const chosen = (...steps: readonly Step[]): readonly number[] => [...play(...steps).chosen]

describe('choosing customers', () => {
  it('a range follows the order that is shown, and gives back what it no longer holds', () => {
    const start: Step = { kind: 'toggle', at: 1 }
    expect(chosen(start, { kind: 'move', to: 3, extend: true })).toEqual([30, 20, 10])
    expect(
      chosen(start, { kind: 'move', to: 3, extend: true }, { kind: 'move', to: 0, extend: true }),
    ).toEqual([40, 30])
  })

  it('moving without shift chooses nothing and stays inside', () => {
    expect(play({ kind: 'move', to: 99, extend: false })).toMatchObject({ cursor: 3, anchor: 3 })
    expect(chosen({ kind: 'move', to: -5, extend: false })).toEqual([])
  })

  it('all are those that are shown; what a filter hides is not chosen', () => {
    expect(chosen({ kind: 'all' })).toEqual([40, 30, 20, 10])
    expect(chosen({ kind: 'all' }, { kind: 'toggle', at: 0 })).toEqual([30, 20, 10])
    expect(chosen({ kind: 'all' }, { kind: 'none' })).toEqual([])
  })

  it('an empty list has nothing to choose', () => {
    const step: Step = { kind: 'toggle', at: 0 }
    expect(selectionAfter(noSelection, step, new Int32Array(0)).chosen.size).toBe(0)
  })

  it.each<[string, boolean, boolean, Step | undefined]>([
    ['ArrowDown', false, false, { kind: 'move', to: 6, extend: false }],
    ['ArrowUp', true, false, { kind: 'move', to: 4, extend: true }],
    ['PageDown', false, false, { kind: 'move', to: 25, extend: false }],
    ['End', true, false, { kind: 'move', to: 99, extend: true }],
    [' ', false, false, { kind: 'toggle', at: 5 }],
    ['a', false, true, { kind: 'all' }],
    ['a', false, false, undefined],
    ['Escape', false, false, { kind: 'none' }],
    ['Tab', false, false, undefined],
  ])('the key %j (shift %j, ctrl %j) does %j', (key, shift, mod, step) => {
    expect(stepOfKey({ key, shift, mod }, 5, 100, 20)).toEqual(step)
  })
})
