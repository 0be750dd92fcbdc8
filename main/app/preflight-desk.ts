import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { preflight } from '../../shared/domain/preflight.ts'
import type {
  NextWindow,
  PreflightFacts,
  PreflightLimits,
  PreflightReport,
} from '../../shared/domain/preflight.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { agentFacts } from '../ssh/agent-keys.ts'
import { nextWindow } from './next-window.ts'
import type { OpenedProject } from './opened-project.ts'
import type { Workspace } from './workspace.ts'

/** What only the window can tell: Chromium's battery. */
export type Battery = { readonly charge: number; readonly leftMs?: number }

export type PreflightParts = {
  readonly workspace: Pick<Workspace, 'ask' | 'by'>
  limits(): PreflightLimits
  power(): PreflightFacts['power']['source']
  keptAwake(): boolean
}

export type PreflightDesk = {
  /** Looks at everything now. */
  run(battery?: Battery): Promise<Result<PreflightReport, Problem>>
  /** The window that is open or opens next, and the project's time. */
  next(): Promise<
    { readonly window?: NextWindow; readonly now: number; readonly rate: number } | undefined
  >
}

export function createPreflightDesk(parts: PreflightParts): PreflightDesk {
  const { workspace } = parts
  return {
    run: (battery) =>
      workspace.ask(async (project) =>
        ok(preflight(await factsOf(project, parts, battery), parts.limits())),
      ),
    async next() {
      const found = await workspace.ask(async (project) => ok(await windowOf(project)))
      return found.ok ? found.value : undefined
    },
  }
}

async function windowOf(project: OpenedProject) {
  const engine = project.engine()
  const now = project.now()
  const [{ batches }, runs] = await Promise.all([engine.data.counts(), engine.data.runs()])
  const window = nextWindow({ batches, runs, procedures: engine.procedures() }, now)
  return { now, rate: project.rate(), ...(window === undefined ? {} : { window }) }
}

async function factsOf(
  project: OpenedProject,
  { workspace, power, keptAwake }: PreflightParts,
  battery: Battery | undefined,
): Promise<PreflightFacts> {
  const engine = project.engine()
  const [found, hosts, agent, freeBytes, summary] = await Promise.all([
    windowOf(project),
    engine.hosts()?.readiness() ?? [],
    agentFacts(project.agentSocket),
    freeSpace(project.path),
    engine.data.summary(),
  ])
  const { state, restarts } = project.dataProcess()
  return {
    now: found.now,
    power: {
      source: power(),
      ...(battery === undefined ? {} : { charge: battery.charge }),
      ...(battery?.leftMs === undefined ? {} : { leftMs: battery.leftMs }),
    },
    sleep: { keptAwake: keptAwake() },
    ...(freeBytes === undefined ? {} : { freeBytes }),
    hosts,
    agent,
    operator: workspace.by,
    dataProcess: { state, restarts },
    readOnly: summary.mode === 'read',
    ...('window' in found ? { window: found.window } : {}),
  }
}

/** Undefined where the system does not tell (a network drive that went away). */
async function freeSpace(file: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(dirname(file))
    return bavail * bsize
  } catch {
    return undefined
  }
}
