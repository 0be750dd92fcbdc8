import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { labSpec } from '../../helpers/lab.ts'
import { must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** A project that names units of the journal of one host, over real SSH and the real store. */
const read = 'src-web'
const units = ['rsyslog.service', 'monit.service'] as const

let world: LabEngine
beforeAll(async () => {
  const hosts = labSpec.hosts.map((host) =>
    host.name === read ? { ...host, journal: units } : host,
  )
  world = await startLabEngine(12, { spec: { ...labSpec, hosts } })
}, 60_000)
afterAll(() => world.stop())

const offset = async (host: string) => {
  const spec = (await world.engine.data.summary())?.spec
  const name = spec?.hosts.find((h) => h.name === host)?.name
  const offsets = name === undefined ? [] : await world.engine.data.logOffsets(name)
  return offsets.find(({ device }) => device === 'journal')
}

describe('the journal of a host of the project', () => {
  it('is read for the units that the project names, a week of it, and of no other host', async () => {
    expect(must(await world.engine.collectLogs())).toMatchObject({ answer: 'pass' })
    expect(await offset(read)).toMatchObject({ file: 'journal:monit.service,rsyslog.service' })
    expect(await offset('src-db')).toBeUndefined()
  })

  it('counts what its entries say by their priority', async () => {
    const counts = (await world.engine.data.logCounts()).filter(({ file }) =>
      file.startsWith('journal:'),
    )
    // monit warns and rsyslog has errors; the lab's other units only inform.
    expect(counts.map(({ host, level }) => `${host} ${level}`).toSorted()).toEqual([
      'src-web error',
      'src-web warning',
    ])
  })

  it('is read on from the entry after the last one', async () => {
    const before = await offset(read)
    must(await world.engine.collectLogs())
    await world.client.advanceTo(world.client.clock.now() + 3_600_000)
    must(await world.engine.collectLogs())
    const after = await offset(read)
    expect(after?.inode).not.toBe(before?.inode)
    expect(after?.offset ?? 0).toBeGreaterThan(before?.offset ?? 0)
  })
})
