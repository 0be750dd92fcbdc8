import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dialog } from 'electron'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createDialogs } from '../../../../main/app/dialogs.ts'

/** The system's dialogs, which give back what a person has typed: on Linux without the ending of the filter. */
vi.mock('electron', () => ({
  dialog: {
    showOpenDialog: vi.fn<() => void>(),
    showSaveDialog: vi.fn<() => void>(),
    showMessageBox: vi.fn<() => void>(),
  },
}))

const dialogs = createDialogs(() => undefined)
let folder: string
beforeEach(() => {
  vi.clearAllMocks()
  folder = mkdtempSync(join(tmpdir(), 'switchyard-dialogs-'))
})
const types = (name: string): string => {
  const path = join(folder, name)
  vi.mocked(dialog.showSaveDialog).mockResolvedValue({ canceled: false, filePath: path })
  return path
}
const answers = (response: number) =>
  vi.mocked(dialog.showMessageBox).mockResolvedValue({ response, checkboxChecked: false })

describe('a name that was typed without its ending', () => {
  it('gets the ending', async () => {
    const path = types('groups')
    await expect(dialogs.chooseSave({ kind: 'csv', name: 'groups' })).resolves.toBe(`${path}.csv`)
    expect(dialog.showMessageBox).not.toHaveBeenCalled()
  })

  it.each([
    ['is replaced only when a person says so', 1, true],
    ['stays when a person says nothing of the kind', 0, false],
  ])('a file that has that name with the ending %s', async (_, response, goes) => {
    const path = types('groups')
    writeFileSync(`${path}.csv`, 'signed')
    answers(response)
    const chosen = await dialogs.chooseSave({ kind: 'csv', name: 'groups' })
    expect(chosen).toBe(goes ? `${path}.csv` : undefined)
    expect(dialog.showMessageBox).toHaveBeenCalledTimes(1)
  })

  it('of a project file gets it too: a file without it could not be opened again', async () => {
    const path = types('panda')
    const project = join(folder, 'project.yaml')
    vi.mocked(dialog.showOpenDialog).mockResolvedValue({ canceled: false, filePaths: [project] })
    await expect(dialogs.chooseImport()).resolves.toEqual({ project, out: `${path}.switchyard` })
  })
})
