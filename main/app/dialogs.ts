import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { dialog } from 'electron'
import type { BrowserWindow, MessageBoxOptions } from 'electron'
import type { LiveRun } from '../../shared/domain/live-run.ts'
import type { ImportFiles } from '../data/protocol.ts'
import { fileName } from './file-name.ts'
import { crashedQuestion, hostKeyQuestion, leaveQuestion, replaceQuestion } from './questions.ts'
import type { Leaving } from './questions.ts'

/** The only way that a path comes into the program: a person chooses it in a dialog of main. */
export type Dialogs = {
  chooseProject(): Promise<string | undefined>
  chooseImport(): Promise<ImportFiles | undefined>
  /** A file to read, or a folder with many of them. */
  chooseRead(title: string, what: 'file' | 'folder'): Promise<string | undefined>
  /** Where to write a file; a file that exists is asked about by the system. */
  chooseSave(file: SaveAs): Promise<string | undefined>
  /** Asks whether a host key that is not known yet is the right one. A changed key is never asked about: it is refused. */
  confirmHostKey(key: {
    host: string
    address: string
    keyType: string
    fingerprint: string
  }): Promise<boolean>
  /** Asks before live runs are left; true: pause them and go. */
  confirmLeave(live: readonly LiveRun[], leaving: Leaving): Promise<boolean>
  /** Asks whether to load a window again that crashes every time. */
  confirmReload(crashFile: string): Promise<boolean>
}

export type SaveAs = {
  readonly kind: keyof typeof kinds
  /** What the file is proposed to be called, without its ending. */
  readonly name: string
}

const kinds = {
  html: 'Report',
  pdf: 'Report on paper',
  png: 'Picture',
  svg: 'Drawing',
  csv: 'Table',
  json: 'Data',
  ics: 'Calendar',
  txt: 'Text',
} as const

const projectFiles = [{ name: 'Switchyard project', extensions: ['switchyard'] }]

export function createDialogs(window: () => BrowserWindow | undefined): Dialogs {
  const open = async (
    title: string,
    filters: Electron.FileFilter[],
    property: 'openFile' | 'openDirectory' = 'openFile',
  ) => {
    const options = { title, filters, properties: [property] }
    const owner = window()
    const chosen = await (owner === undefined
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(owner, options))
    return chosen.canceled ? undefined : chosen.filePaths[0]
  }
  const save = async (title: string, defaultPath: string, filters: Electron.FileFilter[]) => {
    const options = { title, defaultPath, filters }
    const owner = window()
    const chosen = await (owner === undefined
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(owner, options))
    return chosen.canceled || chosen.filePath === '' ? undefined : chosen.filePath
  }
  /** The second button is the one that goes ahead. */
  const confirm = async (question: MessageBoxOptions): Promise<boolean> => {
    const owner = window()
    const { response } = await (owner === undefined
      ? dialog.showMessageBox(question)
      : dialog.showMessageBox(owner, question))
    return response === 1
  }
  /** Not every system adds the ending. The system has not asked about a file that has the name only with it. */
  const withEnding = async (path: string, ending: string): Promise<string | undefined> => {
    const whole = `${path}.${ending}`
    return !existsSync(whole) || (await confirm(replaceQuestion(basename(whole))))
      ? whole
      : undefined
  }
  return {
    chooseProject: () => open('Open project', projectFiles),
    async chooseImport() {
      const project = await open(
        'Import: choose project.yaml (customers.csv is expected beside it)',
        [{ name: 'Project description', extensions: ['yaml', 'yml'] }],
      )
      if (project === undefined) return undefined
      const out = await save(
        'Import: where to keep the project file',
        project.replace(/\.ya?ml$/, '.switchyard'),
        projectFiles,
      )
      if (out === undefined) return undefined
      // Without it the file could be made, but not be opened again.
      const whole = extname(out) === '.switchyard' ? out : await withEnding(out, 'switchyard')
      return whole === undefined ? undefined : { project, out: whole }
    },
    chooseRead: (title, what) => open(title, [], what === 'folder' ? 'openDirectory' : 'openFile'),
    async chooseSave({ kind, name }) {
      const path = await save(`Save as ${kind.toUpperCase()}`, fileName(name, kind), [
        { name: kinds[kind], extensions: [kind] },
      ])
      // A file without an ending opens in nothing.
      return path === undefined || extname(path) !== '' ? path : withEnding(path, kind)
    },
    confirmLeave: (live, leaving) => confirm(leaveQuestion(live, leaving)),
    // No owner: the window may never have been shown.
    async confirmReload(crashFile) {
      return (await dialog.showMessageBox(crashedQuestion(crashFile))).response === 1
    },
    confirmHostKey: (key) => confirm(hostKeyQuestion(key)),
  }
}
