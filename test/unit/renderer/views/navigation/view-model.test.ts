import { expect, it } from 'vitest'
import { badges } from '../../../../../renderer/views/navigation/view-model.ts'
import { liveRun } from '../../../../helpers/live-run.ts'
import { doneRun, overview } from '../../../../helpers/overview.ts'

const question = { id: 'q', member: '1', text: '?', choices: ['retry' as const], since: 1 }
const left = { ...doneRun('customer-transfer', ['10001'], 0, 5), state: 'running' as const }

it('a run that asks is marked first, then one that nobody drives, then one that goes on', () => {
  const going = liveRun({ run: 'going' })
  const asking = liveRun({ run: 'asking', questions: [question] })
  const base = overview({ runs: [left], live: [going] })
  expect(badges(base, [going, asking]).run).toEqual({ tone: 'warn', text: '1 asks' })
  expect(badges(base, [going]).run).toEqual({ tone: 'warn', text: '1 left' })
  expect(badges(overview({ live: [going] }), [going]).run).toEqual({ tone: 'active', text: '1' })
  expect(badges(overview(), [])).toEqual({})
})

it('who only reads is not asked for what another one may be driving', () => {
  const { project } = overview()
  expect(badges(overview({ project: { ...project, mode: 'read' }, runs: [left] }), [])).toEqual({})
})
