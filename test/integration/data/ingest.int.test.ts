import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { LogPiece } from '../../../main/data/protocol.ts'
import { BatchId, HostName } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, start } from './panda-history.ts'

const host = HostName.parse('tgt-db')

function piece(text: string, offset: number, more: Partial<LogPiece> = {}): LogPiece {
  return {
    host,
    file: 'porter.log',
    bytes: Buffer.from(text),
    next: {
      host,
      file: 'porter.log',
      device: '8',
      inode: '21',
      offset,
      tailHash: `h${offset}`,
      tailLength: 0,
    },
    gap: 0,
    final: false,
    ...more,
  }
}

const error = '2026-03-02 02:18:20 ERROR porter[1] x\n'
const info = '2026-03-02 02:18:20 INFO porter[1] x\n'

describe('ingestLog', () => {
  it('counts by host, file and level, and moves the offset', async () => {
    const { api } = await openPanda()
    const first = must(await api.ingestLog(piece(error + info + info, 112)))
    expect(first).toEqual({ lines: 3, errors: 1, warnings: 0 })
    expect(await api.logCounts()).toEqual([
      { host, file: 'porter.log', level: 'error', lines: 1 },
      { host, file: 'porter.log', level: 'info', lines: 2 },
    ])
    expect((await api.logOffsets(host)).map((o) => o.offset)).toEqual([112])
    await api.close()
  })

  it('counts no byte twice when a piece comes again', async () => {
    const { api } = await openPanda()
    const once = piece(error, 38)
    must(await api.ingestLog(once))
    expect(must(await api.ingestLog(once))).toEqual({ lines: 0, errors: 0, warnings: 0 })
    expect((await api.logCounts()).map((c) => c.lines)).toEqual([1])
    await api.close()
  })

  it('puts the halves of a line together, also when the pieces are sent at once and the project is opened again', async () => {
    const { api, path } = await openPanda()
    const [a, b] = await Promise.all([
      api.ingestLog(piece(error.slice(0, 22), 22)),
      api.ingestLog(piece(error.slice(22) + info.slice(0, 9), 47)),
    ])
    must(await api.open(path, 'write'))
    const c = await api.ingestLog(piece(info.slice(9), 75, { final: true }))
    expect([a, b, c].map((r) => must(r))).toEqual([
      { lines: 0, errors: 0, warnings: 0 },
      { lines: 1, errors: 1, warnings: 0 },
      { lines: 1, errors: 0, warnings: 0 },
    ])
    await api.close()
  })

  it('counts by batch, and moves neither offset nor counts for a batch that is not there', async () => {
    const { api } = await openPanda()
    const batch = BatchId.parse('pilot')
    must(
      await api.append(
        events([{ kind: 'batch.created', batch, ordinal: 0, pilot: true, members: ['10001'] }]),
        instant(start),
      ),
    )
    must(await api.ingestLog(piece(error, 38, { batch })))
    must(await api.ingestLog(piece(info, 75)))
    const refused = await api.ingestLog(piece(error, 113, { batch: BatchId.parse('no-such') }))
    expect(!refused.ok && refused.problem.message).toBe(
      'There is no batch no-such (log piece of tgt-db porter.log).',
    )
    expect((await api.logCounts(batch)).map((c) => c.level)).toEqual(['error'])
    expect((await api.logCounts()).map((c) => c.level)).toEqual(['error', 'info'])
    expect((await api.logOffsets(host)).map((o) => o.offset)).toEqual([75])
    await api.close()
  })

  it('keeps no secret of a half line on disk', async () => {
    const { api, path } = await openPanda()
    must(await api.ingestLog(piece('x password=hunt', 15)))
    must(await api.ingestLog(piece('er2andmore', 25)))
    const raw = new Database(path, { readonly: true })
    const pending = raw.prepare('SELECT pending FROM log_files').pluck().all()
    raw.close()
    await api.close()
    expect(pending.map(String)).toEqual(['x password=***'])
  })
})
