import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { counted } from '../../shared/base/counted.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { FileKind } from '../../shared/domain/analysis/file-kinds.ts'
import { readChangedMethods } from '../../shared/domain/analysis/api-exposure.ts'
import { clientFacts } from '../../shared/domain/analysis/from-operations.ts'
import { readModificationReport } from '../../shared/domain/analysis/modification-report.ts'
import type { ReportBlock } from '../../shared/domain/analysis/modification-report.ts'
import type { SurveyGap } from '../../shared/domain/analysis/facts.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import type { ScriptsRead, WebLogCount } from '../data/survey-protocol.ts'
import type { SurveyDeps } from './ports.ts'
import { emptyPart } from './read-host.ts'
import type { SourceRead } from './read-host.ts'

/** Reports and lists are read whole; a web log of any size is streamed by the data process. */
const mostTextBytes = 64 * 2 ** 20

export type FileRead =
  | { readonly kind: 'survey'; readonly read: SourceRead }
  | { readonly kind: 'api-methods'; readonly methods: number }

export async function readAnalysisFile(
  deps: Pick<SurveyDeps, 'data' | 'spec' | 'clock'>,
  path: string,
  kind: FileKind,
  by: string,
): Promise<Result<FileRead, Problem>> {
  const name = basename(path)
  if (kind === 'web-log') {
    const count = await deps.data.countWebLog(path, ownAddresses(deps.spec))
    return count.ok ? ok({ kind: 'survey', read: webLogRead(deps, name, count.value) }) : count
  }
  if (kind === 'sql') {
    const scripts = await deps.data.readScripts(path)
    return scripts.ok ? ok({ kind: 'survey', read: scriptsRead(name, scripts.value) }) : scripts
  }
  const text = await textOf(path)
  if (!text.ok) return text
  if (kind === 'api-methods') {
    const methods = readChangedMethods(text.value, name)
    if (!methods.ok) return methods
    const kept = await deps.data.putChangedMethods(name, methods.value, by, deps.clock.now())
    return kept.ok ? ok({ kind: 'api-methods', methods: methods.value.length }) : kept
  }
  const report = readModificationReport(text.value, name)
  if (report.blocks.length === 0)
    return bad(
      problem('bad-input', `${name} is no modification report: it has no block of a server`, {
        where: { file: path },
        safe: 'nothing was stored',
        next: 'a block begins with a line like: ----- bill1 10.0.0.21 -----',
      }),
    )
  const gaps = [...report.unread, ...strangers(report.blocks, deps.spec, name)]
  return ok({
    kind: 'survey',
    read: {
      source: {
        name,
        state: gaps.length === 0 ? 'read' : 'partial',
        sentence: `${counted(report.blocks.length, 'server')}, ${counted(report.modifications.length, 'modification')}`,
      },
      part: {
        ...emptyPart,
        modifications: report.modifications.map((m) => ({
          ...m,
          host: hostOf(report.blocks, m.host, deps.spec),
        })),
        unread: gaps.map((gap): SurveyGap => ({ ...gap, source: name })),
      },
    },
  })
}

async function textOf(path: string): Promise<Result<string, Problem>> {
  try {
    const { size } = await stat(path)
    if (size > mostTextBytes)
      return bad(
        problem('output-too-large', `${basename(path)} has ${Math.round(size / 2 ** 20)} MiB`, {
          where: { file: path },
          safe: 'nothing was stored',
          next: 'a report or a list is far smaller: is this a log? Then say --kind web-log',
        }),
      )
    return ok(await readFile(path, 'utf8'))
  } catch (error) {
    return bad(
      problem(
        'not-found',
        `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        { where: { file: path }, safe: 'nothing was stored', next: 'check the name' },
      ),
    )
  }
}

const ownAddresses = (spec: ProjectSpec): readonly string[] => [
  '127.0.0.1',
  '::1',
  ...spec.hosts.flatMap(({ address }) => (address === undefined ? [] : [address])),
]

/** The host of the project that a block of the report is about, by name or address; otherwise the report's own name. */
function hostOf(blocks: readonly ReportBlock[], name: string, spec: ProjectSpec): string {
  const address = blocks.find((b) => b.name === name)?.address
  const found = spec.hosts.find((host) => host.name === name || host.address === address)
  return found?.name ?? name
}

const strangers = (
  blocks: readonly ReportBlock[],
  spec: ProjectSpec,
  file: string,
): readonly Problem[] =>
  blocks
    .filter(
      ({ name, address }) => !spec.hosts.some((h) => h.name === name || h.address === address),
    )
    .map(({ name, address, line }) =>
      problem(
        'bad-input',
        `the report has a server ${name} (${address}) that the project does not name`,
        {
          where: { file, line },
          safe: 'its modifications are kept under its own name',
          next: 'add the host to project.yaml, or write down why it is not part of the migration',
        },
      ),
    )

/** A folder is one source: what is read of it later takes the place of what was read before. */
const scriptsRead = (name: string, { scripts, gaps }: ScriptsRead): SourceRead => ({
  source: {
    name,
    state: gaps.length === 0 ? 'read' : 'partial',
    sentence: `${counted(scripts.length, 'script')}, ${counted(
      scripts.reduce((n, s) => n + s.statements, 0),
      'statement',
    )}`,
  },
  part: {
    ...emptyPart,
    scripts: scripts.map((script) => ({ ...script, source: name })),
    unread: gaps.map((gap): SurveyGap => ({ ...gap, source: name })),
  },
})

function webLogRead(
  { clock }: Pick<SurveyDeps, 'clock'>,
  name: string,
  count: WebLogCount,
): SourceRead {
  const { lines, requests, foreign, dropped, damaged, clients } = count
  const gap = (message: string, next: string): SurveyGap => ({
    ...problem('bad-input', message, { where: { file: name }, next }),
    source: name,
  })
  const unread = [
    ...(foreign === 0
      ? []
      : [
          gap(
            `${foreign} of ${lines} lines are no lines of an access log`,
            'look at them: what they say is in no count',
          ),
        ]),
    ...(dropped === 0
      ? []
      : [
          gap(
            `${dropped} requests of further clients were not counted: the limit is 20,000 pairs of client and method`,
            'cut the log into parts and read them one by one',
          ),
        ]),
    ...(damaged === undefined
      ? []
      : [gap(`the end of the file could not be read: ${damaged}`, 'copy the file again')]),
  ]
  return {
    source: {
      name,
      state: unread.length === 0 ? 'read' : 'partial',
      sentence: `${counted(lines, 'line')}, ${counted(requests, 'API request')} of ${counted(new Set(clients.map(({ address }) => address)).size, 'client')}`,
    },
    part: {
      ...emptyPart,
      apiClients: clients,
      facts: clientFacts(clients, { source: name, at: clock.now() }),
      unread,
    },
  }
}
