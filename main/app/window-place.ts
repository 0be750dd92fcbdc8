import type { WindowPlace } from '../settings/preferences-store.ts'

type Rectangle = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const smallest = { width: 900, height: 600 } as const
export const usual = { width: 1280, height: 800 } as const
/** So much of the title has to be on a screen, or nobody can move the window back. */
const grip = 80

/**
 * Where the window was, as far as it can be there again: screens come and go with a laptop. Undefined: let the system choose.
 * @param areas Work areas of the screens that are there now.
 */
export function placeOnScreens(
  last: WindowPlace | undefined,
  areas: readonly Rectangle[],
): Rectangle | undefined {
  if (last === undefined) return undefined
  const area = areas.find(
    ({ x, y, width, height }) =>
      last.x + last.width >= x + grip &&
      last.x <= x + width - grip &&
      last.y >= y &&
      last.y <= y + height - grip,
  )
  if (area === undefined) return undefined
  return {
    x: last.x,
    y: last.y,
    width: Math.max(smallest.width, Math.min(last.width, area.width)),
    height: Math.max(smallest.height, Math.min(last.height, area.height)),
  }
}
