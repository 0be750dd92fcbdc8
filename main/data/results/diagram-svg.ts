import { markup, raw, render } from '../report/markup.ts'
import type { Markup } from '../report/markup.ts'
import type { DiagramLayout, Line } from './layout.ts'

/** A laid out diagram as SVG: in the page by the page's style, or as a file of its own. */

/** Classes of the page (`report/style.ts`) for a file that has no page around it. */
const ownStyle = `
svg { background: #fff; font-family: "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif }
.d-box { fill: #f5f7fa; stroke: #5a6675 } .d-external { fill: #fff } .d-unknown { fill: #fff; stroke: #b42318; stroke-dasharray: 5 3 }
.d-dispatcher { fill: #e4effb; stroke: #1f5fae; stroke-width: 2 } .d-gone { fill: #fff; stroke: #aab3bf; stroke-dasharray: 2 3 }
.d-group { fill: none; stroke: #aab3bf } .d-line { fill: none; stroke: #1c2430 } .d-data { stroke-dasharray: 7 4 }
.d-broken { stroke: #b42318; stroke-width: 2; stroke-dasharray: 3 3 } .d-tip { fill: #1c2430 } .d-tip-broken { fill: #b42318 }
text { font-size: 12px; fill: #1c2430 } .d-note, .d-label { font-size: 10.5px; fill: #5a6675 } .d-head { font-weight: 600 }
.d-plate { fill: #fff; opacity: .85 }`

/** @param standalone With a style of its own and a title line, for a file; default: for the page. */
export function diagramSvg(layout: DiagramLayout, standalone = false): string {
  const { diagram, width, height } = layout
  const top = standalone ? 36 : 0
  const byId = new Map(layout.boxes.map((box) => [box.id, box]))
  const picture = markup`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height + top}"
    ${raw(standalone ? `width="${width}" height="${height + top}"` : '')}
    role="img"
    aria-label="${`${diagram.title}: ${diagram.edges.length} connections`}"
  >
    ${standalone ? markup`<style>${raw(ownStyle)}</style><text class="d-head" x="12" y="22">${diagram.title}</text>` : ''}
    <g transform="translate(0 ${top})">
      ${layout.groups.map((box) => {
        const group = diagram.groups.find(({ id }) => id === box.id)
        return markup`<rect class="d-group" x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8" />
          <text class="d-head" x="${box.x + 12}" y="${box.y + 21}">${group?.label ?? box.id}</text>`
      })}
      ${layout.lines.map((line) => lineOf(layout, line))}
      ${diagram.nodes.map((node) => {
        const box = byId.get(node.id)
        if (box === undefined) return ''
        const middle = box.x + box.width / 2
        const twoLines = node.note !== undefined && node.note !== ''
        return markup`<g><title>${`${node.label}${twoLines ? ` (${node.note})` : ''}`}</title>
          <rect class="${`d-box d-${node.kind}`}" x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="4" />
          <text x="${middle}" y="${box.y + (twoLines ? 19 : 27)}" text-anchor="middle">${node.label}</text>
          ${twoLines ? markup`<text class="d-note" x="${middle}" y="${box.y + 34}" text-anchor="middle">${node.note}</text>` : ''}</g>`
      })}
    </g>
  </svg>`
  return render(picture)
}

function lineOf({ diagram }: DiagramLayout, { edge, points, label }: Line): Markup {
  const own = diagram.edges[edge]
  const path = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${fixed(x)} ${fixed(y)}`).join('')
  const [before, end] = [points.at(-2), points.at(-1)]
  return markup`<path class="${`d-line${own?.kind === 'plain' ? '' : ` d-${own?.kind ?? ''}`}`}" d="${path}" />
    ${before === undefined || end === undefined ? '' : tip(before, end, own?.kind === 'broken')}
    ${
      label === undefined || own === undefined
        ? ''
        : markup`<text class="d-label" x="${fixed(label.x + 3)}" y="${fixed(label.y + 11)}">${own.label}</text>`
    }`
}

/** An arrow head; lines are horizontal or vertical. */
function tip(
  before: { readonly x: number; readonly y: number },
  end: { readonly x: number; readonly y: number },
  isBroken: boolean,
): Markup {
  const [dx, dy] = [Math.sign(end.x - before.x), Math.sign(end.y - before.y)]
  const [bx, by] = [end.x - 7 * dx, end.y - 7 * dy]
  const corners = [
    [end.x, end.y],
    [bx - 3.5 * dy, by + 3.5 * dx],
    [bx + 3.5 * dy, by - 3.5 * dx],
  ]
  return markup`<polygon class="${isBroken ? 'd-tip d-tip-broken' : 'd-tip'}" points="${corners.map(([x, y]) => `${fixed(x ?? 0)},${fixed(y ?? 0)}`).join(' ')}" />`
}

const fixed = (value: number): number => Math.round(value * 10) / 10
