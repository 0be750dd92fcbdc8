import { describe, expect, it } from 'vitest'
import { placeOnScreens } from '../../../../main/app/window-place.ts'

const laptop = { x: 0, y: 0, width: 1920, height: 1040 }
const beside = { x: 1920, y: 0, width: 2560, height: 1400 }
const last = { x: 2000, y: 40, width: 1600, height: 1200, maximised: false }

describe('the place of the window', () => {
  it('is where it was while its screen is there', () => {
    expect(placeOnScreens(last, [laptop, beside])).toEqual({
      x: 2000,
      y: 40,
      width: 1600,
      height: 1200,
    })
  })

  it('is the system’s choice when its screen is gone, or when there was none', () => {
    expect(placeOnScreens(last, [laptop])).toBeUndefined()
    expect(placeOnScreens(undefined, [laptop])).toBeUndefined()
  })

  it('is never larger than its screen, nor smaller than what can be worked in', () => {
    expect(placeOnScreens({ ...last, x: 0, width: 9000, height: 10 }, [laptop])).toEqual({
      x: 0,
      y: 40,
      width: 1920,
      height: 600,
    })
  })

  it('is not kept where the title would be out of reach', () => {
    expect(placeOnScreens({ ...last, x: 1900 }, [laptop])).toBeUndefined()
    expect(placeOnScreens({ ...last, x: 100, y: -300 }, [laptop])).toBeUndefined()
  })
})
