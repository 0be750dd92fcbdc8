import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectLab } from '../../../main/lab/client.ts'
import type { LabClient } from '../../../main/lab/client.ts'
import { launchLab } from '../../../main/lab/launch.ts'
import { checkFiles } from '../../../main/data/import/import.ts'
import { labCustomers, labSpec } from '../../helpers/lab.ts'

const startAt = Date.UTC(2026, 4, 1, 1)
let dir = ''
let lab: LabClient
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard lab '))
  lab = await launchLab({
    dir,
    spec: labSpec,
    customers: labCustomers(4),
    rate: 60,
    startAt,
    seed: 'process',
  })
})
afterAll(async () => {
  await lab.stop()
  await rm(dir, { recursive: true, force: true })
})

it('runs in a process of its own and tells the truth over its control', async () => {
  expect(lab.pid).not.toBe(process.pid)
  expect(await lab.truth()).toMatchObject({
    customers: { total: 4, onSource: 4, onTarget: 0 },
    mode: 'dual',
  })
})

it('moves its clock, and every connected process follows', async () => {
  const other = await connectLab(dir)
  const to = startAt + 14 * 86_400_000
  const woken = other.clock.sleep(to - other.clock.now())
  await lab.advanceTo(to)
  expect(await woken).toBe(true)
  expect([lab.clock.now() >= to, other.clock.now() >= to, lab.clock.rate()]).toEqual([
    true,
    true,
    60,
  ])
})

it('takes faults and refuses what is none', async () => {
  await lab.inject({ kind: 'import-conflict', customer: '101' })
  await expect(lab.inject({ kind: 'import-conflict', customer: 'nobody' })).rejects.toThrow(
    'no customer nobody',
  )
  expect((await lab.truth()).faultsInjected).toMatchObject([
    { kind: 'import-conflict', detail: '101' },
  ])
})

it('answers nobody without its token', async () => {
  const { control } = JSON.parse(await readFile(join(dir, 'lab.json'), 'utf8')) as {
    control: string
  }
  expect((await fetch(`${control}/truth`)).status).toBe(401)
})

it('says in a sentence when there is no lab in a folder', async () => {
  await expect(connectLab(tmpdir())).rejects.toThrow('no lab was started in this folder')
})

it('tells why it could not start', async () => {
  const customers = labCustomers(1).map((c) => ({
    ...c,
    environment: 'mars' as typeof c.environment,
  }))
  await expect(launchLab({ dir: join(dir, 'bad'), spec: labSpec, customers })).rejects.toThrow(
    'unknown environment mars',
  )
})

it('writes a project that the product imports as it is', () => {
  const checked = checkFiles({ project: join(dir, 'project.yaml') })
  expect(checked.ok ? checked.value.customers : checked.problem).toEqual(labCustomers(4))
})

const hasSsh = await promisify(execFile)('ssh', ['-V']).then(
  () => true,
  () => false,
)
it.skipIf(!hasSsh)('is reached by the OpenSSH client with its configuration', async () => {
  const ssh = (...words: string[]) =>
    promisify(execFile)('ssh', ['-F', join(dir, 'ssh_config'), ...words])
  expect((await ssh('src-db', 'true')).stdout).toBe('')
  expect((await ssh('dsbc-a', 'uname -a')).stdout).toContain('Linux dsbc-a')
  await expect(ssh('src-db', 'no-such-command')).rejects.toMatchObject({ code: 127 })
})
