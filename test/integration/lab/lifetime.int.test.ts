import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { connectLab } from '../../../main/lab/client.ts'
import { labCustomers, labSpec } from '../../helpers/lab.ts'

let dir = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-lab-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** Launches a lab from a process that ends right after; answers the lab's pid. */
async function launchAndLeave(daemon: boolean): Promise<number> {
  const launch = new URL('../../../main/lab/launch.ts', import.meta.url).href
  const options = JSON.stringify({
    dir: join(dir, 'lab'),
    spec: labSpec,
    customers: labCustomers(2),
  })
  const script = join(dir, 'launch.mjs')
  await writeFile(
    script,
    `import { launchLab } from ${JSON.stringify(launch)}
     const lab = await launchLab(${options}, { daemon: ${daemon} })
     console.log(lab.pid)`,
  )
  const { stdout } = await promisify(execFile)(process.execPath, [script])
  return Number(stdout)
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('ends with the process that launched it', async () => {
  const pid = await launchAndLeave(false)
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
})

it('stays as a daemon until it is stopped through its control', async () => {
  const pid = await launchAndLeave(true)
  const lab = await connectLab(join(dir, 'lab'))
  expect([lab.pid, isAlive(pid), (await lab.truth()).customers.total]).toEqual([pid, true, 2])
  await lab.stop()
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
})
