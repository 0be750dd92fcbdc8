import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SaveAs } from '../../../../../main/app/dialogs.ts'
import type { OpenedProject } from '../../../../../main/app/opened-project.ts'
import type { Workspace } from '../../../../../main/app/workspace.ts'
import type { DataApi } from '../../../../../main/data/protocol.ts'
import { reportHandlers } from '../../../../../main/ipc/handlers/report-handlers.ts'
import { ok } from '../../../../../shared/base/result.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { fakeEngine } from '../../../../helpers/fake-engine.ts'

/** Handlers over a project that answers fixed pages; what a person chose is a parameter. */
function handlers(chosen: string | undefined) {
  const asked: SaveAs[] = []
  const steps: string[] = []
  const data: Partial<DataApi> = {
    reportPage: async () => '<!doctype html><p>é</p>',
    exportTable: async (table, out) => ok({ bytes: out.length, rows: table.length }),
  }
  const project: Partial<OpenedProject> = {
    name: 'Panda Telecom',
    now: () => instant(1),
    going: () => [],
    engine: () => fakeEngine({ data: data as DataApi }), // no other call is made
  }
  const workspace: Partial<Workspace> = {
    ask: (act) => act(project as OpenedProject), // as above
  }
  return {
    asked,
    steps,
    ...reportHandlers({
      workspace: workspace as Workspace, // as above
      dialogs: {
        chooseSave: async (file) => {
          asked.push(file)
          return chosen
        },
      },
      printPdf: async (html) => ({ bytes: Buffer.from(`%PDF ${html.length}`), pages: 3 }),
      capture: async ({ width }) => (width > 1000 ? undefined : Buffer.from('PNG')),
      progress: ({ step }) => steps.push(step),
    }),
  }
}

const scratch = (): string => mkdtempSync(join(tmpdir(), 'switchyard-report-'))

describe('files that leave the program', () => {
  it('are written where the person said, under a name that tells what they are', async () => {
    const path = join(scratch(), 'out.pdf')
    const made = handlers(path)
    await expect(made['report/save-pdf'](undefined)).resolves.toEqual(
      ok({ path, bytes: 7, pages: 3 }),
    )
    expect(made.asked).toEqual([{ kind: 'pdf', name: 'Panda Telecom' }])
    expect(readFileSync(path, 'utf8')).toBe('%PDF 23')
    expect(made.steps).toEqual(['reading the project', 'printing the pages', 'writing the file'])
  })

  it('are not written when the dialog was cancelled', async () => {
    const folder = scratch()
    const made = handlers(undefined)
    for (const answer of [
      await made['report/save-report'](undefined),
      await made['report/save-pdf'](undefined),
      await made['report/save-table']({ table: 'events' }),
      await made['report/save-picture']({ name: 'downtime', x: 0, y: 0, width: 9, height: 9 }),
    ])
      expect(answer).toEqual(ok(null))
    expect([readdirSync(folder), made.steps]).toEqual([[], []])
  })

  it('say how many rows a table has', async () => {
    const answer = await handlers('/x.csv')['report/save-table']({ table: 'ledger' })
    expect(answer).toEqual(ok({ path: '/x.csv', bytes: 6, rows: 6 }))
  })

  it('leave nothing behind where they cannot be written, and say what to do', async () => {
    const path = join(scratch(), 'no', 'x.png')
    const answer = await handlers(path)['report/save-picture']({
      name: 'downtime',
      x: 0,
      y: 0,
      width: 9,
      height: 9,
    })
    expect(answer).toMatchObject({
      ok: false,
      problem: { where: { file: path } },
    })
  })

  it('are previewed as the text that would be written, with its size in bytes', async () => {
    await expect(handlers(undefined)['report/get-preview'](undefined)).resolves.toEqual(
      ok({ html: '<!doctype html><p>é</p>', bytes: 24 }),
    )
  })
})
