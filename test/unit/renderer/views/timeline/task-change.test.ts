import { describe, expect, it } from 'vitest'
import { taskChange } from '../../../../../renderer/views/timeline/task-change.ts'

const shown = { state: 'open', owner: 'Ann', due: '2027-01-08', note: 'asks the vendor' } as const

describe('what is sent of a form about a task', () => {
  it('is its state, and only what was written anew', () => {
    expect(taskChange(shown, {})).toEqual({ state: 'open' })
    expect(taskChange(shown, { state: 'done', owner: ' Ben ', note: 'asks the vendor ' })).toEqual({
      state: 'done',
      owner: 'Ben',
    })
  })

  it('takes back what was emptied', () => {
    expect(taskChange(shown, { owner: ' ', due: '', note: '' })).toEqual({
      state: 'open',
      owner: null,
      due: null,
      note: null,
    })
  })
})
