import type { Envelope } from '../../shared/ipc/envelope.ts'
import type { SavedFile } from '../../shared/ipc/report-views.ts'
import { orTell } from './actions.ts'
import { invoke } from './client.ts'
import { say } from './tell.ts'

type Part = {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Says where the file is and how large it became; nothing when the dialog was cancelled. */
export async function tellSaved(
  what: string,
  saving: Promise<Envelope<SavedFile | null>>,
): Promise<SavedFile | undefined> {
  const saved = await orTell(saving)
  if (saved === undefined || saved === null) return undefined
  say(`${what} written: ${savedText(saved)}`)
  return saved
}

/** `/home/anna/report.pdf (812 KiB, 14 pages)`. */
export function savedText({ path, bytes, rows, pages }: SavedFile): string {
  const size =
    bytes < 2 ** 20
      ? `${Math.max(1, Math.round(bytes / 1024))} KiB`
      : `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const more = [
    size,
    ...(rows === undefined ? [] : [`${rows} ${rows === 1 ? 'row' : 'rows'}`]),
    ...(pages === undefined || pages === 0 ? [] : [`${pages} ${pages === 1 ? 'page' : 'pages'}`]),
  ]
  return `${path} (${more.join(', ')})`
}

export const savePicture = async (part: Part): Promise<void> => {
  await tellSaved('Picture', invoke('report/save-picture', part))
}

export const saveReport = (): Promise<SavedFile | undefined> =>
  tellSaved('Report', invoke('report/save-report'))
