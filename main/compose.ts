import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bad, ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import { problem, ProblemError } from '../shared/domain/problems.ts'
import type { Problem } from '../shared/domain/problems.ts'
import { createAnalysisService } from './analysis/analysis-service.ts'
import { createRegisterService } from './analysis/register-service.ts'
import type { DataProcess } from './data/launch.ts'
import type { OpenMode, ProjectSummary } from './data/protocol.ts'
import type { Engine } from './engine.ts'
import { loadPack } from './procedures/load.ts'
import type { Pack } from './procedures/load.ts'
import { openProject } from './project-services.ts'
import type { ProjectServices, ServiceOptions } from './project-services.ts'
import { seatOf } from './ssh/seat.ts'
import { loadOperations } from './procedures/load-operations.ts'
import { loadSignatures } from './procedures/load-signatures.ts'
import { createCustomerService } from './transfer/customer-service.ts'
import { createLogService } from './transfer/log-service.ts'
import { createPlanService } from './transfer/plan-service.ts'
import { createRunService } from './transfer/run-service.ts'

export type ComposeOptions = Omit<
  ServiceOptions,
  'stepTool' | 'operations' | 'signatures' | 'seat'
> & {
  /** Of this user on this machine, for what is no project's. Default: none is written. */
  readonly userFolder?: string
  /** Procedures, host tools and samples. */
  readonly resourcesDir: string
  /** The data process, launched by the caller: a window and a terminal start it in different ways. */
  readonly dataProcess: DataProcess
}

/** Builds and wires every service. Knows no Electron: the window and the command line share it. */
export async function compose(options: ComposeOptions): Promise<Engine> {
  const loaded = await loadPack(options.resourcesDir)
  if (!loaded.ok) return refuseAll(options, loaded.problem)
  const pack: Pack = loaded.value
  const signatures = await loadSignatures(options.resourcesDir)
  if (!signatures.ok) return refuseAll(options, signatures.problem)
  const stepTool = readFileSync(join(options.resourcesDir, 'host-tools', 'step'))
  const operations = loadOperations(options.resourcesDir)
  const data = options.dataProcess.api
  const open = (path: string, mode: OpenMode) => data.open(path, mode, signatures.value)
  let services: ProjectServices | undefined
  const runs = createRunService({
    data,
    clock: options.clock,
    pack,
    services: () => services,
  })

  const plan = createPlanService({
    data,
    clock: options.clock,
    isOpen: () => services !== undefined,
  })

  const use = async (
    opened: Result<ProjectSummary, Problem>,
    path: string,
  ): Promise<Result<ProjectSummary, Problem>> => {
    if (!opened.ok) return opened
    await services?.close()
    const built = openProject(
      {
        ...options,
        stepTool,
        operations,
        signatures: signatures.value,
        seat: seatOf(path, options.userFolder),
      },
      data,
      pack,
      opened.value.spec,
    )
    if (!built.ok) return built
    services = built.value
    return opened
  }

  /** The journal of a run that goes on must not be closed under it. */
  const busy = (): Result<never, Problem> | undefined => {
    const [run] = runs.running()
    return run === undefined
      ? undefined
      : bad(
          problem('not-allowed', `run ${run.id} goes on in the project that is open`, {
            safe: 'that project stays open',
            next: 'stop the run, or wait for its end',
          }),
        )
  }

  return {
    data,
    async importProject(files) {
      const refused = busy()
      if (refused !== undefined) return refused
      const imported = await data.importProject(files, options.clock.now())
      return imported.ok ? use(await open(files.out, 'write'), files.out) : imported
    },
    open: async (path: string, mode: OpenMode) => busy() ?? use(await open(path, mode), path),
    procedures: () => pack.procedures,
    plan,
    customers: createCustomerService({
      data,
      clock: options.clock,
      services: () => services,
      plan,
    }),
    logs: createLogService({
      data,
      clock: options.clock,
      services: () => services,
      returnCustomer: (customer, by, reason) => runs.returnCustomer(customer, by, reason),
    }),
    analysis: createAnalysisService({ data, clock: options.clock, services: () => services }),
    registers: createRegisterService({
      data,
      clock: options.clock,
      hosts: () => services?.look,
    }),
    hosts: () => services?.hosts,
    approvalsFor: (request) => runs.approvalsFor(request),
    dryRun: (request) => runs.dryRun(request),
    start: (request, stopping) => runs.start(request, stopping),
    undo: (run, by, members, how) => runs.undo(run, by, members, how),
    resumeAll: (by, how) => runs.resumeAll(by, how),
    returnCustomer: (customer, by, reason, stopping) =>
      runs.returnCustomer(customer, by, reason, stopping),
    accept: (batch, by) => runs.accept(batch, by),
    running: () => runs.running(),
    sessions: () => services?.sessions() ?? [],
    async collectLogs(batch) {
      if (services === undefined) return bad(problem('wrong-use', 'no project is open'))
      return ok(await services.collectLogs(batch))
    },
    async checkHosts(olderThanDays) {
      if (services === undefined) return bad(problem('wrong-use', 'no project is open'))
      return ok(await services.checkHosts(olderThanDays))
    },
    async close() {
      await runs.close()
      await services?.close()
      await options.dataProcess.close()
    },
  }
}

/** A pack that cannot be read leaves nothing that could be run; the caller shows the problem and ends. */
async function refuseAll(options: ComposeOptions, found: Problem): Promise<never> {
  await options.dataProcess.close()
  throw new ProblemError(found)
}
