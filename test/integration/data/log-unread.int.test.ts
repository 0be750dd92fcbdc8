import { expect, it } from 'vitest'
import { batch, check, customers, day, line, logOf, moved, night, seen } from './batch-logs.ts'
import { events, must, openPanda, start } from './panda-history.ts'
import { instant } from '../../../shared/domain/time.ts'

/** A log of a host that is no text hides what it says, so a check cannot pass. */

const hour = 3_600_000
const routine = (from: number, to: number): string => {
  let text = ''
  for (let ms = from; ms < to; ms += 60_000) text += line(ms, 'INFO porter[7] heartbeat ok')
  return text
}

it('a log of a host that is written in UTF-16 cannot pass, in whatever pieces it comes', async () => {
  const { api } = await openPanda()
  const created = { kind: 'batch.created', batch, ordinal: 0, pilot: true, members: customers }
  must(await api.append(events([created]), instant(start)))
  const log = logOf(api)
  const wide = logOf(api, undefined, 'agent.log')
  await log.fetch(routine(night - 2 * day, night - day), night - day)
  await log.fetch(routine(night - day, night), night)
  must(await api.cutLogs(batch, instant(night)))
  await moved(api, customers, night + 1000)
  const bytes = Buffer.from(
    `\ufeff${line(night + hour, 'ERROR no rate plan')}`.repeat(3),
    'utf16le',
  )
  for (const [from, to] of [
    [0, 100],
    [100, 130],
    [130, bytes.length],
  ] as const)
    must(await api.ingestLog(wide.piece(bytes.subarray(from, to))))
  await log.fetch(routine(night, night + 2 * hour), night + 2 * hour)
  await seen(api, night + 2 * hour)
  const { result } = must(await check(api, night + 2 * hour))
  expect(result.verdict).toBe('inconclusive')
  expect(result.gaps).toEqual([
    `tgt-db agent.log: ${bytes.length} bytes since the batch began are no text, but packed or written in UTF-16: have the log written as text, or leave it out by a line !PATH in ~/.switchyard/log-folders of the login user`,
  ])
  // Begun anew as text, it is read.
  const again = logOf(api, undefined, 'agent.log')
  must(await api.ingestLog(again.piece(Buffer.from(line(night + hour, 'ERROR no rate plan')))))
  const read = must(await check(api, night + 2 * hour))
  expect(read.result.groups.some(({ template }) => template.text.includes('no rate plan'))).toBe(
    true,
  )
  await api.close()
})
