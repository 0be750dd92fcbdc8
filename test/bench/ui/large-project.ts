import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { resourcesDir } from '../../../main/cli/session.ts'
import { compose } from '../../../main/compose.ts'
import { launchDataProcess } from '../../../main/data/launch.ts'
import { systemClock } from '../../../main/runner/system-clock.ts'
import { customersCsv } from '../../../shared/domain/customers-csv.ts'
import { ProblemError } from '../../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../../shared/domain/project.ts'
import { publicHolidays } from '../../../shared/planner/holidays.ts'
import { planWorld } from '../planner/world.ts'

/** A project file of so many customers, with its first plan; made by the product itself. Answers its path. */
export async function makeLargeProject(folder: string, customers: number): Promise<string> {
  const world = planWorld({ customers, holidays: publicHolidays })
  const project = join(folder, 'project.yaml')
  const out = join(folder, `large-${customers}.switchyard`)
  writeFileSync(project, stringify({ ...world.spec, hosts: hostsOf(world.spec.clusters) }))
  writeFileSync(join(folder, 'customers.csv'), customersCsv(world.customers))
  const engine = await compose({
    clock: systemClock(),
    resourcesDir,
    dataProcess: launchDataProcess(),
    ssh: {},
    secret: async () => undefined,
  })
  try {
    const imported = await engine.importProject({ project, out })
    if (!imported.ok) throw new ProblemError(imported.problem)
    const planned = await engine.plan.propose('bench')
    if (!planned.ok) throw new ProblemError(planned.problem)
  } finally {
    await engine.close()
  }
  return out
}

/** The hosts that an import asks for; nobody connects to them. */
const hostsOf = (clusters: ProjectSpec['clusters']): readonly object[] => [
  ...(['source', 'target'] as const).flatMap((system) => [
    { name: `${system}-db`, system, roles: ['db'] },
    ...clusters.map(({ id }) => ({
      name: `${system}-sip-${id}`,
      system,
      roles: ['sip'],
      cluster: id,
    })),
  ]),
  { name: 'dsbc1', system: 'dsbc', roles: ['dsbc'] },
]
