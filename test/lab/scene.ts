import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { labPlace } from './layout.ts'
import type { LabPlace } from './layout.ts'
import { labDown, labUp } from './lab.ts'
import { imported } from './product.ts'
import type { Product } from './product.ts'
import { whyNoLab } from './requirements.ts'

/** A lab of a test file's own, from nothing, and gone afterwards. With SWITCHYARD_LAB_KEEP one that stands is used, and left for a look. */

export type LabScene = {
  readonly place: LabPlace
  readonly product: Product
  readonly folder: string
}

/** Why these tests are skipped here; undefined where they run. */
export const noLab = whyNoLab()
if (noLab !== undefined) console.warn(`the tests of the real lab are skipped: ${noLab}`)

const isKept = (): boolean => process.env['SWITCHYARD_LAB_KEEP'] !== undefined

const say = (text: string): void => void process.stderr.write(`${text}\n`)

export function withLab(options: {
  readonly name: string
  readonly octet: number
  readonly xdrs: number
}): () => LabScene {
  let scene: LabScene | undefined
  beforeAll(async () => {
    if (noLab !== undefined) return
    const place = labPlace({
      SWITCHYARD_LAB_NAME: options.name,
      SWITCHYARD_LAB_OCTET: String(options.octet),
    })
    if (!isKept()) await labDown(place)
    await labUp(place, { xdrs: options.xdrs, say })
    const folder = join(place.dir, 'seen')
    mkdirSync(folder, { recursive: true })
    scene = { place, product: await imported(place), folder }
  }, 400_000)
  afterAll(async () => {
    if (scene !== undefined && process.env['SWITCHYARD_LAB_KEEP'] === undefined)
      await labDown(scene.place)
  }, 60_000)
  return () => {
    if (scene === undefined) throw new Error('the lab of this test file does not stand')
    return scene
  }
}
