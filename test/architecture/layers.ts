import { importsOf } from './source-files.ts'
import type { Import, SourceFile } from './source-files.ts'

/** The table of design.md section 4. First the area whose pattern matches counts; `may` answers why not, or nothing. */
type Area = {
  readonly name: string
  readonly files: RegExp
  readonly denies: (target: string, from: string, use: Import) => string | undefined
}

const only =
  (name: string, allowed: RegExp, place: string) =>
  (target: string): string | undefined =>
    allowed.test(target) ? undefined : `${name} may not; ${place}`

const isLocal = (target: string): boolean =>
  /^(main|preload|renderer|shared|test|resources)\//.test(target)

const network = /^(node:)?(net|tls|http|https|http2|dgram|dns)(\/|$)/
/** The package as it is loaded, and how its packets leave: nothing of ours that both sides could be wrong about together. */
const sshLibrary = /^main\/ssh\/(library|whole-packets)\.ts$/
const portTypes = 'main/runner/ports.ts'

/** Packages that only certain folders may use. */
const keptPackages: readonly (readonly [RegExp, RegExp, string])[] = [
  [
    /^date-holidays(\/|$)/,
    /^(shared\/planner\/holidays\.ts$|test\/)/,
    'holidays come in as a parameter; only shared/planner/holidays.ts pays for their data',
  ],
  [/^ssh2(\/|$)/, /^(main\/(ssh|lab)|test)\//, 'SSH belongs into main/ssh'],
  [
    /^node-sql-parser(\/|$)/,
    /^(main\/data|test)\//,
    'scripts are parsed by the data process, which may take its time',
  ],
  [/^better-sqlite3(\/|$)/, /^(main\/data|test)\//, 'the database belongs into main/data'],
  [
    /^(react|react-dom|@mantine\/.*|recharts)(\/|$)/,
    /^(renderer|test)\//,
    'what is on the screen belongs into renderer',
  ],
]

const view = (path: string): string | undefined => /^renderer\/views\/([^/]+)\//.exec(path)?.[1]

const pure = '(zod|yaml|csv-parse|temporal-polyfill)(/.*)?'
const sharedPlace = 'put pure code into the layer on its left, and what does I/O into main'

const areas: readonly Area[] = [
  {
    name: 'shared/base',
    files: /^shared\/base\//,
    denies: only('shared/base', new RegExp(`^(shared/base/|${pure}$)`), sharedPlace),
  },
  {
    name: 'shared/domain',
    files: /^shared\/domain\//,
    denies: only('shared/domain', new RegExp(`^(shared/(base|domain)/|${pure}$)`), sharedPlace),
  },
  {
    name: 'shared/planner',
    files: /^shared\/planner\//,
    denies: only(
      'shared/planner',
      new RegExp(`^(shared/(base|domain|planner)/|${pure}$|(pure-rand|date-holidays)(/.*)?$)`),
      sharedPlace,
    ),
  },
  {
    name: 'shared/log-rules',
    files: /^shared\/log-rules\//,
    denies: only(
      'shared/log-rules',
      new RegExp(`^(shared/(base|domain|log-rules)/|${pure}$)`),
      sharedPlace,
    ),
  },
  {
    name: 'shared/ipc',
    files: /^shared\/ipc\//,
    denies: only('shared/ipc', new RegExp(`^(shared/|${pure}$)`), sharedPlace),
  },
  {
    name: 'preload',
    files: /^preload\//,
    denies: only(
      'preload',
      /^(preload\/|shared\/ipc\/|electron$)/,
      'the preload only carries messages: logic belongs into main or renderer',
    ),
  },
  {
    name: 'a store or view model',
    files: /^renderer\/(stores\/|views\/[^/]+\/view-model\.ts$)/,
    denies: (target, from, use) =>
      /^(shared|renderer\/stores)\//.test(target) ||
      /^zustand(\/|$)/.test(target) ||
      (use.typeOnly && target.startsWith('renderer/components/')) ||
      (view(from) !== undefined && view(target) === view(from) && !target.endsWith('.tsx'))
        ? undefined
        : 'stores and view models know neither React nor the bridge; pass values in, or move this into the view or renderer/api',
  },
  {
    name: 'renderer',
    files: /^renderer\//,
    denies(target, from) {
      if (/^(main|preload|test)\//.test(target))
        return 'the window talks to main through renderer/api only'
      if (/^(node:|electron$)/.test(target))
        return 'the renderer has no Node and no Electron; ask main over the contract'
      const [mine, theirs] = [view(from), view(target)]
      if (mine !== undefined && theirs !== undefined && mine !== theirs)
        return "a view may not use another view's parts; move what is shared into renderer/components"
      return undefined
    },
  },
  {
    name: 'main/runner',
    files: /^main\/runner\//,
    denies: (target) =>
      target.startsWith('main/') && !target.startsWith('main/runner/')
        ? 'the runner knows only shared and its own ports; add a port and connect it in main/compose.ts'
        : undefined,
  },
  {
    name: 'main/ssh',
    files: /^main\/ssh\//,
    denies: (target, _, use) =>
      target.startsWith('main/') &&
      !target.startsWith('main/ssh/') &&
      !(target === portTypes && use.typeOnly)
        ? 'SSH knows only shared; connect it in main/compose.ts'
        : undefined,
  },
  {
    name: 'main/data',
    files: /^main\/data\//,
    denies(target) {
      if (network.test(target))
        return 'the data process has no network; fetch in main and hand it the bytes'
      return target.startsWith('main/') && !target.startsWith('main/data/')
        ? 'the data process knows only shared; talk to it over main/data/protocol.ts'
        : undefined
    },
  },
  {
    name: 'main/lab',
    files: /^main\/lab\//,
    denies: (target) =>
      target.startsWith('main/') && !target.startsWith('main/lab/') && !sshLibrary.test(target)
        ? 'the lab is the other side of the wire; share words through shared, nothing else'
        : undefined,
  },
  {
    name: 'main/app, main/cli, main/compose.ts',
    files: /^main\/(app|cli)\/|^main\/[^/]+$/,
    denies: () => undefined,
  },
  {
    name: 'a service of main',
    files: /^main\//,
    denies(target, from, use) {
      if (target.startsWith('main/lab/')) return 'nothing outside the lab may know that it is a lab'
      // The handlers of the window's calls are given the parts of the app, and name their types.
      if (use.typeOnly && from.startsWith('main/ipc/') && target.startsWith('main/app/'))
        return undefined
      if (/^main\/(app|cli)\//.test(target) || /^main\/(compose|index)[^/]*$/.test(target))
        return 'services are connected in main/compose.ts and never reach up'
      return undefined
    },
  },
]

const everywhere = (target: string, from: string): string | undefined => {
  // `switchyard bench` runs what lies in test/bench (design.md sections 4 and 12).
  if (target.startsWith('test/bench/') && from.startsWith('main/cli/')) return undefined
  if (target.startsWith('test/') && !from.startsWith('test/'))
    return 'the product may not use test code'
  if (/^(renderer)\//.test(target) && /^(main|shared|preload|resources)\//.test(from))
    return 'only the renderer uses the renderer'
  return keptPackages.find(([name, folders]) => name.test(target) && !folders.test(from))?.[2]
}

/** One sentence for every import against the table: which file imports what, and where the code belongs. */
export function layerFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const area = areas.find((a) => a.files.test(file.path))
    return importsOf(file).flatMap((use) => {
      const why = everywhere(use.target, file.path) ?? area?.denies(use.target, file.path, use)
      const kind = isLocal(use.target) ? use.target : `the package ${use.target}`
      return why === undefined ? [] : [`${file.path}:${use.line} imports ${kind}: ${why}`]
    })
  })
}

const topLevelOfMain = /^main\/(engine|index|compose(-[a-z-]+)?|[a-z]+-services)\.ts$/

/** Only the entry and the wiring lie directly in main. */
export const topLevelFaults = (paths: readonly string[]): string[] =>
  paths
    .filter((path) => /^main\/[^/]+\.(ts|mts|mjs)$/.test(path) && !topLevelOfMain.test(path))
    .map(
      (path) =>
        `${path}: only engine.ts, index.ts, compose.ts and its parts (compose-*.ts, *-services.ts) lie directly in main; move it into a folder`,
    )
