import { expect, it } from 'vitest'
import {
  firstFailure,
  skewState,
  spaceState,
  worstStage,
} from '../../../../shared/domain/diagnosis.ts'
import type { HopDiagnosis, StageState } from '../../../../shared/domain/diagnosis.ts'

const hop = (host: string, ...states: StageState[]): HopDiagnosis => ({
  host,
  way: `u@${host}:22`,
  stages: states.map((state) => ({ stage: 'tcp', state, ms: 1, sentence: '' })),
})

it('is as bad as its worst stage, and the first failure names its hop', () => {
  const hops = [hop('bastion', 'ok', 'warn'), hop('db1', 'ok', 'failed', 'failed')]
  expect(worstStage({ hops })).toBe('failed')
  expect(worstStage({ hops: hops.slice(0, 1) })).toBe('warn')
  expect(firstFailure({ hops })?.hop.host).toBe('db1')
  expect(firstFailure({ hops: hops.slice(0, 1) })).toBeUndefined()
})

it('holds only what is beyond the doubt against a clock', () => {
  expect(skewState({ skewMs: 1500, uncertaintyMs: 600 })).toBe('ok')
  expect(skewState({ skewMs: -1500, uncertaintyMs: 400 })).toBe('warn')
})

it.each([
  [2 * 1024 ** 3, 'ok'],
  [1024 ** 3 - 1, 'warn'],
  [49 * 1024 ** 2, 'failed'],
] as const)('%d bytes free are %s', (bytes, state) => {
  expect(spaceState(bytes)).toBe(state)
})
