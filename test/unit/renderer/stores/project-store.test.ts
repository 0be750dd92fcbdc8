import { beforeEach, describe, expect, it } from 'vitest'
import { deskStore } from '../../../../renderer/stores/desk-store.ts'
import {
  askToReturn,
  askToStart,
  askToTakeOver,
  dialogStore,
} from '../../../../renderer/stores/dialog-store.ts'
import { projectStore, showOverview, showRun } from '../../../../renderer/stores/project-store.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { liveRun } from '../../../helpers/live-run.ts'
import { overview } from '../../../helpers/overview.ts'

const other = () => {
  const panda = overview()
  return overview({ project: { ...panda.project, path: '/other.switchyard' } })
}
const liveIds = () => [...projectStore.getState().live.keys()]

beforeEach(() => {
  showOverview(null, 0)
  showOverview(overview(), 0)
})

describe('another project', () => {
  it('takes no open question of the one before along: its answer would start something in the wrong one', () => {
    askToStart({ procedure: 'customer-transfer', batch: 'batch-01', dryOnly: false })
    askToReturn({ id: '100', name: 'Fern Motors', accounts: 3 })
    askToTakeOver({
      problem: problem('in-other-hands', 'ben has src-db'),
      again: async () => undefined,
    })
    showOverview(other(), 1)
    expect(dialogStore.getState()).toEqual({
      start: undefined,
      returning: undefined,
      takeOver: undefined,
    })
  })

  it('begins without the runs and the desk of the one before', () => {
    showRun(liveRun({ run: 'run-1' }))
    deskStore.setState({ desk: { risks: [], waiting: [], near: [], takingBack: [] } })
    showOverview(other(), 1)
    expect(liveIds()).toEqual([])
    expect(deskStore.getState().desk).toBeUndefined()
  })
})

it('a question stays open while the same project is read again', () => {
  askToStart({ procedure: 'customer-transfer', batch: 'batch-01', dryOnly: false })
  showOverview(overview(), 1)
  expect(dialogStore.getState().start?.batch).toBe('batch-01')
})

describe('a run of this session', () => {
  it('is not live any more when nobody drives it: it is taken up, not paused', () => {
    showRun(liveRun({ run: 'run-1', state: 'running' }))
    showOverview(overview({ live: [] }), 1)
    expect(liveIds()).toEqual([])
  })

  it('stays with its figures when it is over', () => {
    showRun(liveRun({ run: 'run-1', state: 'succeeded' }))
    showOverview(overview({ live: [liveRun({ run: 'run-2' })] }), 1)
    expect(liveIds()).toEqual(['run-1', 'run-2'])
  })
})
