import type { Diagram, DiagramNode } from '../../../shared/domain/analysis/diagram.ts'

/** Where boxes and lines of a diagram stand; worked out by elkjs, which is loaded when the first diagram is asked for. */

export type Box = {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
export type Point = { readonly x: number; readonly y: number }
export type Line = {
  readonly edge: number
  readonly points: readonly Point[]
  /** Upper left corner of its label. */
  readonly label?: Point
}
export type DiagramLayout = {
  readonly diagram: Diagram
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly groups: readonly Box[]
  readonly lines: readonly Line[]
}

/** Figures of elkjs, as far as they are read here. */
type ElkShape = { id: string; x?: number; y?: number; width?: number; height?: number }
type ElkSection = { startPoint: Point; endPoint: Point; bendPoints?: readonly Point[] }
type ElkEdge = {
  id: string
  container?: string
  sections?: readonly ElkSection[]
  labels?: readonly (ElkShape & { text?: string })[]
}
type ElkNode = ElkShape & { children?: readonly ElkNode[]; edges?: readonly ElkEdge[] }
type Elk = { layout(graph: unknown): Promise<ElkNode> }

const boxHeight = 44
/** Widths of letters of the 12 px font of the pages, rounded up: nothing is measured, so that every machine draws the same. */
const letter = 6.9
const small = 5.8

export const boxWidth = ({ label, note }: DiagramNode): number =>
  Math.max(120, Math.ceil(Math.max(label.length * letter, (note ?? '').length * small)) + 24)

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.spacing.nodeNode': '18',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeNode': '14',
  'elk.layered.spacing.nodeNodeBetweenLayers': '44',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.randomSeed': '1',
  'elk.json.edgeCoords': 'ROOT',
}

let loaded: Promise<Elk> | undefined
const elk = (): Promise<Elk> => {
  loaded ??= import('elkjs/lib/elk.bundled.js').then((module) => {
    // A CommonJS file: bundlers and Node put the class in different places.
    const found = module.default as unknown as { new (): Elk } & { default?: new () => Elk }
    const Made = typeof found === 'function' ? found : (found as { default: new () => Elk }).default
    return new Made()
  })
  return loaded
}

export async function layOut(diagram: Diagram): Promise<DiagramLayout> {
  const box = (node: DiagramNode) => ({
    id: node.id,
    width: boxWidth(node),
    height: boxHeight,
  })
  const of = (group: string | undefined) =>
    diagram.nodes.filter((node) => node.group === group).map(box)
  const graph = {
    id: 'root',
    layoutOptions: options,
    children: [
      ...of(undefined),
      ...diagram.groups.map(({ id }) => ({
        id: `group-${id}`,
        layoutOptions: { 'elk.padding': '[top=34,left=14,bottom=14,right=14]' },
        children: of(id),
      })),
    ],
    edges: diagram.edges.map(({ from, to, label }, i) => ({
      id: `e${i}`,
      sources: [from],
      targets: [to],
      labels: [{ text: label, width: label.length * small + 6, height: 14 }],
    })),
  }
  const made = await (await elk()).layout(graph)
  const boxes: Box[] = []
  const groups: Box[] = []
  for (const child of made.children ?? []) {
    const at = shape(child)
    if (!child.id.startsWith('group-')) boxes.push(at)
    else {
      groups.push({ ...at, id: child.id.slice('group-'.length) })
      for (const inner of child.children ?? [])
        boxes.push({ ...shape(inner), x: at.x + (inner.x ?? 0), y: at.y + (inner.y ?? 0) })
    }
  }
  return {
    diagram,
    width: Math.ceil(made.width ?? 0),
    height: Math.ceil(made.height ?? 0),
    boxes,
    groups,
    lines: edgesIn(made),
  }
}

const edgesIn = (node: ElkNode): readonly Line[] => [
  ...(node.edges ?? []).flatMap(({ id, sections, labels }) => {
    const [section] = sections ?? []
    if (section === undefined) return []
    const [label] = labels ?? []
    return [
      {
        edge: Number(id.slice(1)),
        points: [section.startPoint, ...(section.bendPoints ?? []), section.endPoint],
        ...(label === undefined ? {} : { label: { x: label.x ?? 0, y: label.y ?? 0 } }),
      },
    ]
  }),
  ...(node.children ?? []).flatMap(edgesIn),
]

const shape = ({ id, x = 0, y = 0, width = 0, height = 0 }: ElkShape): Box => ({
  id,
  x,
  y,
  width,
  height,
})
