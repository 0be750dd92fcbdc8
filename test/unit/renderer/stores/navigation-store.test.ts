import { beforeEach, describe, expect, it } from 'vitest'
import {
  goBack,
  goTo,
  navigationStore,
  resetPlace,
} from '../../../../renderer/stores/navigation-store.ts'

const place = () => navigationStore.getState().place
beforeEach(resetPlace)

describe('the place that is shown', () => {
  it('begins at the overview', () => {
    expect(place()).toEqual({ view: 'overview' })
  })

  it('goes back the way it came, and no further than the beginning', () => {
    goTo('batches')
    goTo('batches', { kind: 'batch', id: 'pilot' })
    goBack()
    expect(place()).toEqual({ view: 'batches' })
    goBack()
    goBack()
    expect(place()).toEqual({ view: 'overview' })
  })

  it('is not noted twice when it is gone to again', () => {
    goTo('run', { kind: 'run', id: 'r1' })
    goTo('run', { kind: 'run', id: 'r1' })
    goBack()
    expect(place()).toEqual({ view: 'overview' })
  })
})
