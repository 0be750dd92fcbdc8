import type { DiagramView } from '../../../shared/ipc/analysis-views.ts'

/** Sharp on paper and on a large screen. */
const scale = 2
const mostPixels = 12_000

/** The drawing as PNG, drawn by the page itself. */
export async function drawPng({ svg, width }: DiagramView): Promise<Uint8Array<ArrayBuffer>> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const factor = Math.min(scale, mostPixels / Math.max(1, width))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(image.naturalWidth * factor)
  canvas.height = Math.round(image.naturalHeight * factor)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this window has no canvas')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) throw new Error('the picture could not be drawn')
  return new Uint8Array(await blob.arrayBuffer())
}
