import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useHostTools } from '../helpers/host-tools.ts'

/** What log-list of the reference implementation finds on real disks, and what it says of the rest. */

const tools = useHostTools()

describe.skipIf(process.platform !== 'linux')('log-list', () => {
  const log = (): string => join(tools.home, 'var log', 'it\'s "sip".log')

  it('list a folder whose line has no end, a folder named twice once, and a file of the epoch', async () => {
    const folder = join(tools.home, 'var log')
    mkdirSync(join(folder, 'sip'))
    writeFileSync(join(folder, 'sip', 'a.log'), 'one\n')
    writeFileSync(join(folder, 'b\nc.log'), 'a name of two lines\n')
    utimesSync(join(folder, 'sip', 'a.log'), 0, 0)
    for (const said of [folder, `${folder}\n${join(folder, 'sip')}/`]) {
      writeFileSync(join(tools.home, '.switchyard', 'log-folders'), said)
      const { stdout } = await tools.run(['log-list', 'apply'])
      expect(JSON.parse(Buffer.from(stdout).toString())).toMatchObject({
        files: [{ file: join(folder, 'sip', 'a.log'), size: 4, mtimeMs: 0 }],
      })
    }
  })

  it('list a file behind a link once, and say of a link to a folder that nobody looked there', async () => {
    const at = (...names: string[]): string => join(tools.home, ...names)
    mkdirSync(at('data', 'old'), { recursive: true })
    mkdirSync(at('var log', 'sip'))
    for (const file of ['data/b.log', 'data/old/c.log', 'var log/sip/a.log'])
      writeFileSync(at(file), 'one\n')
    symlinkSync('a.log', at('var log', 'sip', 'Current.log'))
    symlinkSync(at('data', 'b.log'), at('var log', 'b.log'))
    symlinkSync(at('data', 'b.log'), at('var log', 'c.log'))
    symlinkSync(at('gone.log'), at('var log', 'gone.log'))
    symlinkSync('..', at('var log', 'sip', 'up'))
    symlinkSync(at('data', 'old'), at('var log', 'old'))
    const { stdout } = await tools.run(['log-list', 'apply'])
    const { files, unseen } = JSON.parse(Buffer.from(stdout).toString())
    expect(files.map(({ file, inode }: Record<string, unknown>) => [file, inode])).toEqual([
      [at('var log', 'sip', 'a.log'), String(statSync(at('var log', 'sip', 'a.log')).ino)],
      [at('var log', 'b.log'), String(statSync(at('data', 'b.log')).ino)],
    ])
    expect(unseen).toEqual([`${at('var log', 'old')}: a link to a folder that is not looked into`])
  })

  const awks = ['gawk', 'mawk', 'busybox'].flatMap((awk) => {
    const found = spawnSync('sh', ['-c', `command -v ${awk}`])
      .stdout.toString()
      .trim()
    return found === '' ? [] : [found]
  })
  it.each(awks)(
    'list what has an odd name, with %s as awk (and find, where it has one)',
    async (found) => {
      const bin = join(tools.home, 'bin')
      mkdirSync(bin)
      for (const name of found.endsWith('busybox')
        ? ['awk', 'find', 'stat', 'sed', 'grep']
        : ['awk'])
        symlinkSync(found, join(bin, name))
      tools.path = `${bin}:${tools.path}`
      const odd = join(tools.home, 'var log', String.raw`dev-disk\x2d1 "a".log`)
      const bytes = Buffer.concat([
        Buffer.from(join(tools.home, 'var log', 'x')),
        Buffer.from([0xff, 0xc3]),
      ])
      for (const file of [log(), odd, 'two\nlines.log', 'a\tb.log', 'grün.log'])
        writeFileSync(resolve(tools.home, 'var log', file), 'x')
      writeFileSync(Buffer.concat([bytes, Buffer.from('.log')]), 'x')
      const answer = await tools.run(['log-list', 'apply'])
      const { files, unseen } = JSON.parse(Buffer.from(answer.stdout).toString())
      const names = files.map(({ file }: { file: string }) => file)
      expect(names.toSorted()).toEqual(
        [odd, join(tools.home, 'var log', 'grün.log'), log()].toSorted(),
      )
      expect(unseen.toSorted()).toEqual([
        `${join(tools.home, 'var log', 'a?b.log')}: a name that is no text in UTF-8`,
        `${join(tools.home, 'var log', 'x??.log')}: a name that is no text in UTF-8`,
        `${join(tools.home, 'var log')}: a name of two lines`,
      ])
    },
  )

  it('say which folders could not be looked at, but for those that are left out, and leave out a file by its name', async () => {
    const folders = ['kept', 'left', 'shut'].map((name) => join(tools.home, 'var log', name))
    for (const folder of folders) {
      mkdirSync(folder)
      writeFileSync(join(folder, 'a.log'), 'one\n')
    }
    writeFileSync(join(tools.home, 'var log', 'kept', 'left.log'), 'one\n')
    chmodSync(join(tools.home, 'var log', 'shut'), 0)
    chmodSync(join(tools.home, 'var log', 'left'), 0)
    const named = [
      join(tools.home, 'var log'),
      `!${join(tools.home, 'var log', 'left')}`,
      `!${join(tools.home, 'var log', 'kept', 'left.log')}`,
      join(tools.home, 'none'),
    ]
    writeFileSync(join(tools.home, '.switchyard', 'log-folders'), named.join('\n'))
    const ended = tools.asAnother('log-list', ['apply'])
    expect(JSON.parse(ended.stdout.toString())).toMatchObject({
      files: [{ file: join(tools.home, 'var log', 'kept', 'a.log') }],
      unseen: [
        expect.stringMatching(/var log\/shut.*: Permission denied$/),
        expect.stringMatching(/none: there is no such folder/),
      ],
    })
  })
})
