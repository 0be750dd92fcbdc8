import { describe, expect, it } from 'vitest'
import type { DataApi } from '../../../main/data/protocol.ts'
import { BatchId, CustomerId, HostName } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, start } from './panda-history.ts'

const host = HostName.parse('tgt-db')
const batch = BatchId.parse('pilot')
const minute = 60_000
const night = start + 120 * minute

const line = (ms: number, text: string): string =>
  `${new Date(ms).toISOString().replace('T', ' ').slice(0, 19)} ${text}\n`

let offset = 0
async function fetch(api: DataApi, text: string, now: number, skewMs = 0): Promise<void> {
  const bytes = Buffer.from(text)
  offset += bytes.length
  const place = { host, file: 'porter.log', device: '8', inode: '21' }
  must(
    await api.ingestLog({
      host,
      file: 'porter.log',
      bytes,
      next: { ...place, offset, tailHash: `h${offset}`, tailLength: 0 },
      gap: 0,
      final: false,
    }),
  )
  must(await api.logsRead([{ host, skewMs }], instant(now)))
}

/** Two hours with an error a quarter of an hour, then the batch with a warning that names two customers. */
async function night1(skewMs = 0): Promise<DataApi> {
  offset = 0
  const { api } = await openPanda()
  const members = ['10001', '10002'].map((id) => CustomerId.parse(id))
  const created = { kind: 'batch.created', batch, ordinal: 0, pilot: true, members }
  must(await api.append(events([created]), instant(start)))
  let before = ''
  for (let ms = start; ms < night; ms += 15 * minute)
    before += line(ms + skewMs, 'ERROR porter[7] no rate for 4412 in tariff 101')
  await fetch(api, before, night, skewMs)
  must(await api.cutLogs(batch, instant(night)))
  await fetch(
    api,
    ['10001', '10002', '10002']
      .map((id, n) =>
        line(night + n * minute + skewMs, `WARN  porter[7] customer ${id}: slow import`),
      )
      .join('') + line(night + 3 * minute + skewMs, 'INFO  porter[7] idle'),
    night + 5 * minute,
    skewMs,
  )
  return api
}

describe('errors and warnings over time', () => {
  it('are counted by level and minute, with the first lock of the batch', async () => {
    const api = await night1()
    const trouble = await api.logTrouble({ batch })
    expect(trouble).toMatchObject({ from: start, cutAt: night, hosts: [{ host }] })
    const sum = (list: readonly number[] | undefined): number =>
      list?.reduce((a, b) => a + b, 0) ?? 0
    const [only] = trouble?.hosts ?? []
    expect([sum(only?.errors), sum(only?.warnings)]).toEqual([8, 3])
    await api.close()
  })

  it('of a part of the time are finer and hold only that part', async () => {
    const api = await night1()
    const trouble = await api.logTrouble({ batch, from: night, to: night + 2 * minute })
    expect(trouble).toMatchObject({ from: night, bucketMs: minute })
    expect(trouble?.hosts[0]).toMatchObject({ errors: [0, 0], warnings: [1, 1] })
    await api.close()
  })

  it('stand at our time where the host’s clock is off', async () => {
    const api = await night1(10 * minute)
    expect(await api.logTrouble({ batch })).toMatchObject({ from: start })
    await api.close()
  })

  it('are of this year where times have none, though nothing has happened to the project for days', async () => {
    const { api } = await openPanda()
    const now = start + 10 * 1440 * minute
    const text = [60, 59]
      .map((ago) => {
        const [, day = '', month, , clock] = new Date(now - ago * minute)
          .toUTCString()
          .split(/[, ]+/)

        return `${month} ${String(Number(day)).padStart(2)} ${clock} host porter[7]: ERROR: no rate\n`
      })
      .join('')
    const place = { host, file: 'syslog.log', device: '8', inode: '22' }
    const next = { ...place, offset: text.length, tailHash: 'h', tailLength: 0 }
    const { file } = place
    const piece = { host, file, bytes: Buffer.from(text), next, gap: 0, final: true }
    must(await api.ingestLog({ ...piece, at: instant(now) }))
    expect(await api.logTrouble({})).toMatchObject({ from: now - 60 * minute })
    await api.close()
  })

  it('are none before anything was read', async () => {
    const { api } = await openPanda()
    expect(await api.logTrouble({})).toBeUndefined()
    await api.close()
  })
})

describe('the particulars of a group', () => {
  it('are its hosts, its values by place and how its level was read', async () => {
    const api = await night1()
    const { result } = must(
      await api.checkLogs({ batch, at: instant(night + 6 * minute), signatures: [] }),
    )
    const group = result.groups.find(({ template }) => template.text.includes('slow import'))
    const look = await api.logGroup(batch, group?.template.id ?? '')
    expect(look).toMatchObject({
      hosts: [{ host, before: 0, after: 3 }],
      variants: [{ before: 0, after: 3 }],
      moreVariants: 0,
    })
    expect(look?.variants[0]?.values.flatMap(({ seen }) => seen)).toContainEqual(['10002', 2])
    await api.close()
  })

  it('of an id that nobody knows are none', async () => {
    const api = await night1()
    expect(await api.logGroup(batch, 'nobody')).toBeUndefined()
    expect(await api.logGroup(BatchId.parse('batch-09'), 'nobody')).toBeUndefined()
    await api.close()
  })
})

describe('the hosts', () => {
  it('are all of the project, the worst first, with until when they were seen and how their clock stands', async () => {
    const api = await night1(2000)
    const hosts = await api.logHosts()
    expect(hosts).toHaveLength((await api.summary()).spec.hosts.length)
    expect(hosts[0]).toMatchObject({
      host,
      errors: 8,
      warnings: 3,
      // The last one waits for its end.
      lines: 11,
      lost: 0,
      readAt: night + 5 * minute,
      skewMs: 2000,
    })
    expect(hosts[1]?.readAt).toBeUndefined()
    await api.close()
  })

  it('say why one could not be read', async () => {
    const api = await night1()
    must(await api.logsRead([{ host, problem: 'it does not answer' }], instant(night + 9 * minute)))
    expect((await api.logHosts(batch))[0]).toMatchObject({
      host,
      warnings: 3,
      problem: 'it does not answer',
    })
    await api.close()
  })
})
