import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchDataProcess } from '../../main/data/launch.ts'
import type { DataProcess } from '../../main/data/launch.ts'
import { makeDataService } from '../../main/data/service.ts'
import type { DataApi } from '../../main/data/protocol.ts'
import { CustomerId, HostName, RunId } from '../../shared/domain/ids.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import { instant } from '../../shared/domain/time.ts'
import {
  events,
  must,
  openPanda,
  playPanda,
  scratch,
  start,
} from '../integration/data/panda-history.ts'

/** The data API answers the same over a process as without one: nothing is lost or changed on the way. */
describe('the data API', () => {
  const local: DataApi = makeDataService({ onAppended: () => undefined })
  let remote: DataProcess
  let path = ''

  beforeAll(async () => {
    const panda = await openPanda()
    path = panda.path
    await playPanda(panda.api)
    for (const number of [1, 2])
      must(
        await panda.api.append(
          events([
            {
              kind: 'plan.version',
              version: number,
              by: 'maria',
              reason: 'first plan',
              edit: { kind: 'replan' },
              settings: {},
              schedule: [{ id: 'soak', from: start, to: start + 1 }],
              findings: [],
            },
          ]),
          instant(start),
        ),
      )
    await panda.api.close()
    remote = launchDataProcess()
    must(await local.open(path, 'read'))
    must(await remote.api.open(path, 'read'))
  }, 60_000)
  afterAll(async () => {
    await local.close()
    await remote.close()
  })

  const readingCalls: readonly (readonly [string, (api: DataApi) => Promise<unknown>])[] = [
    ['summary', (api) => api.summary()],
    ['customers', (api) => api.customers()],
    ['customer', (api) => api.customer(CustomerId.parse('10004'))],
    ['customer that is not there', (api) => api.customer(CustomerId.parse('9'))],
    ['customerPage', (api) => api.customerPage(10, 20)],
    ['customerChanges', (api) => api.customerChanges(100)],
    ['customerEvents', (api) => api.customerEvents(CustomerId.parse('10004'))],
    ['customerTests', (api) => api.customerTests(CustomerId.parse('10004'))],
    ['counts', (api) => api.counts()],
    ['batches', (api) => api.batches()],
    ['plan', (api) => api.plan()],
    ['planVersions', (api) => api.planVersions()],
    ['planVersion', (api) => api.planVersion(2)],
    ['planVersion that is not there', (api) => api.planVersion(9)],
    ['progress', (api) => api.progress()],
    ['runs', (api) => api.runs()],
    ['run', (api) => api.run(RunId.parse('transfer-pilot'))],
    ['events', (api) => api.events({ after: 100, limit: 50 })],
    ['downtime', (api) => api.downtime()],
    ['logCounts', (api) => api.logCounts()],
    ['logOffsets', (api) => api.logOffsets(HostName.parse('tgt-db'))],
    ['snapshot that is not there', (api) => api.snapshot('none')],
    ['verify', (api) => api.verify()],
    ['append in read mode', (api) => api.append([], instant(start))],
    [
      'validate of a missing file',
      (api) => api.validate({ project: `${scratch()}/project.yaml` }).then((r) => r.ok),
    ],
  ]

  it.each(readingCalls)('answers %s the same over a process', async (_name, call) => {
    expect(await call(remote.api)).toEqual(await call(local))
  })

  it('throws the same problem where a call has no result to put it in', async () => {
    const closed = makeDataService({ onAppended: () => undefined })
    const other = launchDataProcess()
    const problemOf = async (api: DataApi) => {
      try {
        return await api.runs()
      } catch (error) {
        return error instanceof ProblemError ? error.problem : error
      }
    }
    expect(await problemOf(other.api)).toEqual(await problemOf(closed))
    await other.close()
  })

  it('gives every batch its members, and each batch the state of its worst member', async () => {
    const batches = await remote.api.batches()
    expect(batches.map((b) => b.members.length)).toEqual([
      20, 130, 130, 130, 130, 130, 130, 130, 130, 130, 10,
    ])
    expect([batches[0]?.state, batches[1]?.state]).toEqual(['accepted', 'transferred'])
  })
})
