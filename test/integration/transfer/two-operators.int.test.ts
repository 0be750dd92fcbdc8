import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { resourcesDir } from '../../../main/cli/session.ts'
import { compose } from '../../../main/compose.ts'
import { launchDataProcess } from '../../../main/data/launch.ts'
import type { Engine } from '../../../main/engine.ts'
import { labSecrets } from '../../../main/lab/secrets.ts'
import { ProcedureId, StepId } from '../../../shared/domain/ids.ts'
import { atStep, firstQuestion, must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** Two operators, each with a project file of their own, or with copies of one, who know nothing of each other: they meet on the hosts. */
let anna: LabEngine
let ben: Engine
let copy: Engine

beforeAll(async () => {
  // Slow enough that the commands of one are seen by the other on a busy machine too.
  anna = await startLabEngine(4, { rate: 5 })
  const { dir } = anna.lab
  const another = async (): Promise<Engine> =>
    compose({
      clock: anna.client.clock,
      resourcesDir,
      dataProcess: launchDataProcess(),
      ssh: { configFile: join(dir, 'ssh_config') },
      secret: await labSecrets(dir),
    })
  ben = await another()
  copy = await another()
  const files = { project: join(dir, 'project.yaml'), out: join(dir, 'ben.switchyard') }
  must(await ben.importProject(files))
})
afterAll(async () => {
  await copy.close()
  await ben.close()
  await anna.stop()
})

/** The project file as it is now, as a backup would have it. */
function copyOf(project: string, name: string): string {
  const file = join(anna.lab.dir, name)
  for (const part of ['', '-wal'])
    if (existsSync(project + part)) copyFileSync(project + part, file + part)
  return file
}

it('the second one is told who works there, nothing is started, and goes on when the first is done', async () => {
  await anna.analyse()
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
      code: 'in-other-hands',
      where: { host: 'src-db' },
      safe: 'nothing was started',
    },
  })
  expect(JSON.stringify(told)).toContain(`src-db is in the hands of run ${first.id} of `)
  expect(await ben.data.runs()).toEqual([])
  await first.ended
  // Its hosts are free again: what is missing now is only what his own project has not done yet.
  const then = await ben.start(request)
  expect(then.ok ? 'started' : then.problem.code).not.toBe('in-other-hands')
  if (then.ok) await then.value.ended
})

it('a copy of the file does not take up the run that goes on in the other, but with a take-over it does', async () => {
  const first = must(await anna.start('database-copy'))
  await atStep(first, 'copy')
  const file = copyOf(anna.projectFile, 'copy.switchyard')
  must(await copy.open(file, 'write'))
  const events = async (): Promise<number> => (await copy.data.events({ run: first.id })).length
  const before = await events()
  const told = await copy.resumeAll('ben')
  expect(told).toMatchObject({
    ok: false,
    problem: { code: 'in-other-hands', safe: 'nothing was started' },
  })
  expect(JSON.stringify(told)).toContain('another copy of this project works here: src-db')
  expect(await events()).toBe(before)
  await first.pause('anna')
  const [taken] = must(await copy.resumeAll('ben', { takeOver: 'the laptop of anna is gone' }))
  expect((await taken?.ended)?.state).toBe('succeeded')
  const notes = (await copy.data.events({ run: first.id })).map(({ event }) => event)
  expect(JSON.stringify(notes)).toContain('was taken over: the laptop of anna is gone')
  await first.stop('anna', 'it was taken over')
  await first.ended
})

it('a copy from before the end of a run does not take for its own what the other has done since', async () => {
  const run = must(
    await copy.start({
      procedure: ProcedureId.parse('switchover-voice'),
      by: 'anna',
      members: ['us-sip'],
      approvals: [{ id: StepId.parse('downtime'), by: 'anna', typed: 'us-sip' }],
    }),
  )
  const intended = () => copy.data.events({ run: run.id, kinds: ['attempt.intended'] })
  while ((await intended()).length === 0) continue
  await run.pause('anna')
  // Wherever it stands now: nothing of what comes later is in the copy.
  while (run.live().active.length > 0) await intended()
  const file = copyOf(join(anna.lab.dir, 'copy.switchyard'), 'backup.switchyard')
  await run.resume('anna')
  expect((await run.ended).state).toBe('succeeded')
  must(await ben.open(file, 'write'))
  const [again] = must(await ben.resumeAll('ben'))
  if (again === undefined) throw new Error('there was nothing to resume')
  expect((await firstQuestion(again)).questions).toMatchObject([
    {
      text: expect.stringContaining(
        'which this project file has not sent yet: another copy of it, or a later state of it, has gone on with this run',
      ),
    },
  ])
  await again.stop('ben', 'the other file is the newer one')
  await again.ended
})
