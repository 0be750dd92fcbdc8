/** A file that was written where a person chose. */
export type SavedFile = {
  readonly path: string
  readonly bytes: number
  /** Of a table. */
  readonly rows?: number
  /** Of a PDF. */
  readonly pages?: number
}

export type ExportProgress = {
  /** `printing the pages`. */
  readonly step: string
  readonly done: number
  readonly of: number
}

export type ReportPreview = { readonly html: string; readonly bytes: number }
