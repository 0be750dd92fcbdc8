import { randomBytes } from 'node:crypto'
import { BrowserWindow, session } from 'electron'
import { pagesOf } from './pdf-pages.ts'

/** Only the document itself and its own style; scripts are off in the window as well. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/**
 * Prints a document in a hidden window of its own: a session in memory that answers with this document and with nothing else, no script,
 * no preload, no network.
 */
export async function printPdf(
  html: string,
  footer: string,
): Promise<{ bytes: Uint8Array; pages: number }> {
  const own = session.fromPartition(`print-${randomBytes(8).toString('hex')}`)
  const address = 'app://print/'
  own.protocol.handle('app', () =>
    Promise.resolve(
      new Response(html, {
        headers: {
          'Content-Type': 'text/html; charset=utf-8',
          'Content-Security-Policy': policy,
          'X-Content-Type-Options': 'nosniff',
        },
      }),
    ),
  )
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: url !== address }))
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: own,
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  })
  try {
    await window.loadURL(address)
    const bytes = await window.webContents.printToPDF({
      pageSize: 'A4',
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: footerOf(footer),
      margins: { top: 0.6, bottom: 0.7, left: 0.55, right: 0.55 },
      generateDocumentOutline: true,
    })
    return { bytes, pages: pagesOf(bytes) }
  } finally {
    window.destroy()
  }
}

const footerOf = (name: string): string =>
  `<div style="width:100%;margin:0 14mm;font:7pt sans-serif;color:#555;display:flex;justify-content:space-between">` +
  `<span>${escaped(name)}</span><span><span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
