import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeWhole } from '../../../../main/exports/write-whole.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'switchyard-write-'))

describe('files that are written whole', () => {
  it('are all there, and nothing beside them', async () => {
    const dir = folder()
    const files = ['a.csv', 'b.ics'].map((name) => ({ path: join(dir, name), text: `é ${name}` }))
    const written = await writeWhole(files, { replace: false })
    expect(written).toMatchObject({ ok: true, value: [{ bytes: 8 }, { bytes: 8 }] })
    expect(readdirSync(dir)).toEqual(['a.csv', 'b.ics'])
    expect(readFileSync(join(dir, 'a.csv'), 'utf8')).toBe('é a.csv')
  })

  it('never take the place of one that exists, and then none of them is written', async () => {
    const dir = folder()
    writeFileSync(join(dir, 'b.ics'), 'old')
    const files = ['a.csv', 'b.ics'].map((name) => ({ path: join(dir, name), text: 'new' }))
    const refused = await writeWhole(files, { replace: false })
    expect(refused).toMatchObject({
      ok: false,
      problem: { code: 'not-allowed', where: { file: join(dir, 'b.ics') } },
    })
    expect([readdirSync(dir), readFileSync(join(dir, 'b.ics'), 'utf8')]).toEqual([['b.ics'], 'old'])
    await writeWhole(files, { replace: true })
    expect(readFileSync(join(dir, 'b.ics'), 'utf8')).toBe('new')
  })

  it('never take the place of each other', async () => {
    const dir = folder()
    const refused = await writeWhole(
      [
        { path: join(dir, 'plan.csv'), text: 'matrix' },
        { path: join(dir, '.', 'other', '..', 'plan.csv'), text: 'notices' },
      ],
      { replace: true },
    )
    expect(refused).toMatchObject({ ok: false, problem: { code: 'wrong-use' } })
    expect(readdirSync(dir)).toEqual([])
  })

  it('leave nothing behind when one of them cannot be written', async () => {
    const dir = folder()
    mkdirSync(join(dir, 'full'))
    const refused = await writeWhole(
      [
        { path: join(dir, 'a.csv'), text: 'a' },
        { path: join(dir, 'no-such-folder', 'b.csv'), text: 'b' },
      ],
      { replace: false },
    )
    expect(refused).toMatchObject({
      ok: false,
      problem: {
        message: 'This file cannot be written (ENOENT).',
        where: { file: join(dir, 'no-such-folder', 'b.csv') },
      },
    })
    expect(readdirSync(dir)).toEqual(['full'])
  })

  it('never take the place of a project file', async () => {
    const path = join(folder(), 'panda.switchyard')
    writeFileSync(path, 'everything')
    const refused = await writeWhole([{ path, text: 'a calendar' }], { replace: true })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'wrong-use' } })
    expect(readFileSync(path, 'utf8')).toBe('everything')
  })
})
