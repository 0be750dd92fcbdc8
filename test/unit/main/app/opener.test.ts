import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createOpener, openNamed, projectFileOf } from '../../../../main/app/opener.ts'
import type { Workspace } from '../../../../main/app/workspace.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { liveRun } from '../../../helpers/live-run.ts'

function world({
  live = 0,
  leave = true,
  missing = false,
  broken = false,
  path = '/open.switchyard',
} = {}) {
  const log: string[] = []
  const workspace: Partial<Workspace> = {
    liveRuns: () => Array.from({ length: live }, () => liveRun({})),
    projectPath: () => path,
    openProject: async (path) => {
      log.push(`open ${path}`)
      if (broken) throw new Error('no process can be started')
      return missing ? bad(problem('not-found', 'It is not there.')) : ok({ name: 'Panda' })
    },
    closeProject: async () => void log.push('close'),
  }
  const opener = createOpener({
    workspace: workspace as Workspace, // what is not there cannot be called
    dialogs: {
      confirmLeave: async () => {
        log.push('asked')
        return leave
      },
    },
    recent: {
      add: (path, name) => void log.push(`recent ${path} ${name}`),
      remove: (path) => void log.push(`forget ${path}`),
    },
  })
  return { opener, log }
}

describe('the file that a command line names', () => {
  it.each([
    [['switchyard', '/home/ana/panda.switchyard'], '/home/ana/panda.switchyard'],
    [['electron', '--no-sandbox', '.', 'panda.switchyard'], '/work-dir/panda.switchyard'],
    [['switchyard', '--x=a.switchyard'], undefined],
    [['switchyard', 'project.yaml'], undefined],
    [['a.switchyard'], undefined],
  ])('of %j is %s', (argv, file) => {
    expect(projectFileOf(argv, '/work-dir')).toBe(file)
  })
})

describe('opening another project', () => {
  it('makes it a recent file', async () => {
    const { opener, log } = world()
    await expect(opener.open('/p.switchyard')).resolves.toEqual(ok(true))
    expect(log).toEqual(['open /p.switchyard', 'recent /p.switchyard Panda'])
  })

  it('does nothing for the one that is open already, whatever name it is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'switchyard-opener-'))
    const [path, link] = ['p', 'link'].map((name) => join(folder, `${name}.switchyard`))
    writeFileSync(path ?? '', '')
    symlinkSync(path ?? '', link ?? '')
    const { opener, log } = world({ path: path ?? '' })
    for (const name of [path, link])
      await expect(opener.open(name ?? '')).resolves.toEqual(ok(true))
    expect(log).toEqual([])
  })

  it('asks before it leaves what runs, and stays when that is the answer', async () => {
    const { opener, log } = world({ live: 1, leave: false })
    await expect(opener.open('/p.switchyard')).resolves.toEqual(ok(false))
    await expect(opener.close()).resolves.toEqual(ok(false))
    expect(log).toEqual(['asked', 'asked'])
  })

  it('does nothing when it is open already, whatever runs in it', async () => {
    const { opener, log } = world({ live: 1 })
    await expect(opener.open('/open.switchyard')).resolves.toEqual(ok(true))
    expect(log).toEqual([])
  })

  it('forgets a recent file that is gone', async () => {
    const { opener, log } = world({ missing: true })
    await expect(opener.open('/p.switchyard')).resolves.toMatchObject({ ok: false })
    expect(log).toEqual(['open /p.switchyard', 'forget /p.switchyard'])
  })

  it('refuses a file with another ending by its name', async () => {
    const { opener, log } = world()
    await expect(opener.open('/tmp-dir/notes.txt')).resolves.toMatchObject({
      ok: false,
      problem: { message: 'notes.txt is not a Switchyard project.' },
    })
    expect(log).toEqual([])
  })

  it('tells a bug of an opening that no window asked for, instead of ending the program with what runs in it', async () => {
    const { opener, log } = world({ broken: true, missing: true })
    const opening = openNamed(opener, {
      tell: ({ code }) => void log.push(`told ${code}`),
      onBug: (error) => void log.push(String(error)),
    })
    await opening('/p.switchyard')
    await opening('/notes.txt')
    await opening(undefined)
    expect(log).toEqual([
      'open /p.switchyard',
      'Error: no process can be started',
      'told bug',
      'told wrong-use',
    ])
  })
})
