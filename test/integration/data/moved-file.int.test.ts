import { copyFileSync, renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { openProjectFile } from '../../../main/data/store/open.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, scratch, start } from './panda-history.ts'

const note = (text: string) => events([{ kind: 'note', by: 'maria', text }])
const at = instant(start)

/** The last event that somebody finds who opens this file. */
async function lastSeqIn(path: string): Promise<unknown> {
  const file = must(await openProjectFile(path, 'write'))
  const last = file.db.prepare('SELECT max(seq) FROM events').pluck().get()
  file.close()
  return last
}

afterEach(() => void vi.useRealTimers())

it('a project is locked for writing by whatever name it is opened', async () => {
  const { api, path } = await openPanda()
  const link = join(scratch(), 'link.switchyard')
  symlinkSync(path, link)
  const second = await openProjectFile(link, 'write', 100)
  await api.close()
  expect(!second.ok && second.problem.code).toBe('project-locked')
})

it('nothing is stored while the file is not where it was opened, and it goes on when it is back', async () => {
  const { api, path } = await openPanda()
  must(await api.append(note('one'), at))
  renameSync(path, `${path}.moved`)
  const refused = await api.append(note('two'), at)
  expect(refused).toMatchObject({
    ok: false,
    problem: { code: 'not-found', where: { file: path } },
  })
  // Another file of that name is not the one that is written to.
  copyFileSync(`${path}.moved`, path)
  expect((await api.append(note('two'), at)).ok).toBe(false)
  renameSync(`${path}.moved`, path)
  expect(must(await api.append(note('two'), at)).seq).toBe(3)
  await api.close()
  expect(await lastSeqIn(path)).toBe(3)
})

it('a copy of the file alone has what was stored a few seconds before', async () => {
  const { api, path } = await openPanda()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  must(await api.append(note('one'), at))
  vi.advanceTimersByTime(2000)
  vi.useRealTimers()
  const copy = join(scratch(), 'copy.switchyard')
  copyFileSync(path, copy)
  await api.close()
  expect(await lastSeqIn(copy)).toBe(2)
})
