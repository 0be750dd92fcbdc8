export type Sender = {
  readonly contents: number
  readonly url: string
  readonly isMainFrame: boolean
}

/** Where the window's own pages come from (see main/app/scheme.ts). */
export const ownOrigin = 'app://switchyard'

/** Only the main frame of our own window, showing our own page, may call. */
export const isTrustedSender = (sender: Sender, ownContents: number | undefined): boolean =>
  ownContents !== undefined &&
  sender.contents === ownContents &&
  sender.isMainFrame &&
  sender.url.startsWith(`${ownOrigin}/`)
