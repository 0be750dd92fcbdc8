import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'

/**
 * The window's pages come over `app://switchyard/`, never from `file://`: so the policy below is a header that no page can
 * weaken, and the fuse that takes extra rights from file URLs can be off.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // Mantine writes its colour variables into <style> elements at run time; scripts stay strict.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** After the app is ready: serves the files of `root` and nothing beside it. */
export function serveScheme(root: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const path = normalize(join(root, decodeURIComponent(url.pathname)))
    const type = types[extname(path)]
    if (url.host !== 'switchyard' || !path.startsWith(root + sep) || type === undefined)
      return new Response('', { status: 403 })
    try {
      return new Response(new Uint8Array(await readFile(path)), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': policy,
          'X-Content-Type-Options': 'nosniff',
        },
      })
    } catch (error) {
      console.error(`${path} cannot be read`, error)
      return new Response('', { status: 404 })
    }
  })
}
