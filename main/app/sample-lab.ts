import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { utilityProcess } from 'electron'
import type { DataProcess } from '../data/launch.ts'
import { connectLab } from '../lab/client.ts'
import type { LabClient } from '../lab/client.ts'
import { labSecrets } from '../lab/secrets.ts'
import type { SecretWanted } from '../project-services.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { LabOrder, LabReport } from './lab-process.ts'

export type SampleLab = {
  readonly dir: string
  readonly clock: LabClient['clock']
  readonly files: { readonly project: string; readonly customers: string; readonly out: string }
  readonly secret: (wanted: SecretWanted) => Promise<string | undefined>
  advanceTo(at: number): Promise<void>
  close(): Promise<void>
}

export type SampleOptions = {
  /** Entry module of the lab's process. */
  readonly entry: string
  /** Folder of the sample: project.yaml and customers.csv. */
  readonly sample: string
  readonly rate: number
  /** Where its clock starts, epoch ms. Default: now. */
  readonly startAt?: number
  /** Reads the sample's files; closed here. */
  readonly reader: DataProcess
}

/** A fresh lab for the training project in a folder of its own, which goes with it: every training starts at the beginning. */
export async function startSampleLab({
  entry,
  sample,
  rate,
  startAt,
  reader,
}: SampleOptions): Promise<SampleLab> {
  const read = await reader.api.validate({
    project: join(sample, 'project.yaml'),
    customers: join(sample, 'customers.csv'),
  })
  await reader.close()
  if (!read.ok) throw new ProblemError(read.problem)
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-lab-'))
  const order: LabOrder = {
    dir,
    spec: read.value.spec,
    customers: read.value.customers,
    rate,
    ...(startAt === undefined ? {} : { startAt }),
  }
  const stop = await runLab(entry, order)
  const lab = await connectLab(dir)
  return {
    dir,
    clock: lab.clock,
    files: {
      project: join(dir, 'project.yaml'),
      customers: join(dir, 'customers.csv'),
      out: join(dir, 'panda-telecom.switchyard'),
    },
    secret: await labSecrets(dir),
    advanceTo: (at) => lab.advanceTo(at),
    async close() {
      await stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Starts the process, waits until the lab is up, answers the way to end it. */
async function runLab(entry: string, order: LabOrder): Promise<() => Promise<void>> {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Switchyard lab', stdio: 'inherit' })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  const report = await new Promise<LabReport>((resolve) => {
    child.once('message', resolve)
    child.once('exit', (code) => resolve({ ready: false, why: `its process ended (code ${code})` }))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
    child.postMessage(order)
  })
  if (!report.ready) {
    child.kill()
    throw new Error(`the lab could not start: ${report.why}`)
  }
  return async () => {
    child.kill()
    await gone
  }
}
