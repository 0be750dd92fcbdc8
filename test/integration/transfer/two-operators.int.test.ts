import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { resourcesDir } from '../../../main/cli/session.ts'
import { compose } from '../../../main/compose.ts'
import { launchDataProcess } from '../../../main/data/launch.ts'
import type { Engine } from '../../../main/engine.ts'
import { labSecrets } from '../../../main/lab/secrets.ts'
import { ProcedureId, StepId } from '../../../shared/domain/ids.ts'
import { atStep, must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** Two operators, each with a project file of their own, who know nothing of each other: they meet on the hosts. */
let anna: LabEngine
let ben: Engine

beforeAll(async () => {
  // Slow enough that the commands of one are seen by the other on a busy machine too.
  anna = await startLabEngine(4, { rate: 5 })
  const { dir } = anna.lab
  ben = await compose({
    clock: anna.client.clock,
    resourcesDir,
    dataProcess: launchDataProcess(),
    ssh: { configFile: join(dir, 'ssh_config') },
    secret: await labSecrets(dir),
  })
  const files = { project: join(dir, 'project.yaml'), out: join(dir, 'ben.switchyard') }
  must(await ben.importProject(files))
})
afterAll(async () => {
  await ben.close()
  await anna.stop()
})

it('the second one is told who works there, nothing is started, and goes on when the first is done', async () => {
  expect(await anna.run('target-acceptance')).toMatchObject({ state: 'succeeded' })
  const first = must(await anna.start('ids-split'))
  await atStep(first, 'split-source')
  const typed = anna.lab.spec.name
  const approvals = [{ id: StepId.parse('downtime'), by: 'ben', typed }]
  const request = { procedure: ProcedureId.parse('ids-split'), by: 'ben', approvals }
  const told = await ben.start(request)
  expect(told).toMatchObject({
    ok: false,
    problem: {
      code: 'not-allowed',
      where: { host: 'src-db' },
      safe: 'nothing was started',
    },
  })
  expect(JSON.stringify(told)).toContain(`src-db is in the hands of run ${first.id} of `)
  expect(await ben.data.runs()).toEqual([])
  await first.ended
  // Its hosts are free again: what is missing now is only what his own project has not done yet.
  const then = await ben.start(request)
  expect(then.ok ? 'started' : then.problem.code).not.toBe('not-allowed')
  if (then.ok) await then.value.ended
})
