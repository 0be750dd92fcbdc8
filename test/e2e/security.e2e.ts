import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'

let running: RunningApp
beforeAll(async () => {
  running = await startElectron()
  await running.window.getByRole('button', { name: 'Open project…' }).waitFor()
})
afterAll(() => running.close())

/** Runs in the page as hostile text that got in would. */
const inPage = <T>(script: string): Promise<T> => running.window.evaluate(script)

describe('the window', () => {
  it('has no Node, no Electron, and nothing of the preload beside the bridge', async () => {
    await expect(
      inPage(
        '[typeof require, typeof process, typeof module, typeof Buffer, typeof global, typeof ipcRenderer]',
      ),
    ).resolves.toEqual(Array.from({ length: 6 }, () => 'undefined'))
    await expect(inPage('Object.keys(window.switchyard).sort()')).resolves.toEqual([
      'invoke',
      'on',
      'openDropped',
    ])
  })

  it('runs sandboxed and isolated', async () => {
    const preferences = await running.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      // Not in Electron's typings, but there: what the page was really started with.
      const asked = contents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      const { sandbox, contextIsolation, nodeIntegration, webviewTag } =
        asked.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webviewTag }
    })
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    })
  })

  it.each([
    'https://example.com/',
    'file:///etc/passwd',
    'app://switchyard/other.html',
    'data:text/html,x',
  ])('cannot navigate to %s', async (url) => {
    await inPage(`void (location.href = ${JSON.stringify(url)})`)
    await inPage(
      'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null))))',
    )
    expect(running.window.url()).toBe('app://switchyard/index.html')
  })

  it('cannot have a file opened by making one up, or by naming the channel of the preload', async () => {
    await expect(
      inPage(
        "window.switchyard.openDropped(new File(['x'], '/etc/x.switchyard')).then((answer) => answer.ok)",
      ),
    ).resolves.toBe(false)
    await expect(
      inPage(
        "window.switchyard.invoke('project/open-dropped', { path: '/etc/x.switchyard' }).then((answer) => answer.problem.message)",
      ),
    ).resolves.toBe('There is no channel "project/open-dropped".')
  })

  it('cannot open a second window', async () => {
    await expect(inPage("window.open('app://switchyard/index.html') === null")).resolves.toBe(true)
    expect(running.app.windows()).toHaveLength(1)
  })

  it('has every permission denied', async () => {
    await expect(inPage('Notification.requestPermission()')).resolves.toBe('denied')
    await expect(
      inPage(
        "navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'given', (error) => error.name)",
      ),
    ).resolves.not.toBe('given')
  })

  it.each([
    [
      'a script from elsewhere',
      "Object.assign(document.createElement('script'), { src: 'https://example.com/x.js' })",
    ],
    [
      'an image from elsewhere',
      "Object.assign(document.createElement('img'), { src: 'https://example.com/x.png' })",
    ],
    ['a frame', "Object.assign(document.createElement('iframe'), { src: 'https://example.com/' })"],
    [
      'a script in the page',
      "Object.assign(document.createElement('script'), { textContent: 'window.hacked = 1' })",
    ],
  ])('loads no remote content: %s is blocked by the policy', async (_name, element) => {
    const blocked = await inPage<string>(
      `new Promise((resolve) => { document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }); document.body.append(${element}) })`,
    )
    expect(blocked).toMatch(/^(script-src|img-src|frame-src|default-src)/)
    await expect(inPage('typeof window.hacked')).resolves.toBe('undefined')
  })

  it('cannot fetch from elsewhere, nor run text as a handler', async () => {
    await expect(
      inPage("fetch('https://example.com/').then(() => 'got', () => 'blocked')"),
    ).resolves.toBe('blocked')
    // Playwright itself may evaluate; a handler written as text in the page may not.
    await inPage(
      `document.body.insertAdjacentHTML('beforeend', '<button id="planted" onclick="window.hacked = 2">x</button>')`,
    )
    await inPage("document.querySelector('#planted').click()")
    await expect(inPage('typeof window.hacked')).resolves.toBe('undefined')
  })

  it('gets no file from outside of its own folder', async () => {
    const statuses = await inPage<number[]>(
      "Promise.all(['app://switchyard/..%2f..%2fpackage.json', 'app://switchyard/%2e%2e/%2e%2e/package.json', 'app://switchyard/missing.js'].map((url) => fetch(url).then((answer) => answer.status)))",
    )
    expect(statuses).toEqual([403, 403, 404])
  })

  it('is refused an unknown channel, a known one with bad arguments, and a path that nobody chose', async () => {
    const call = (channel: string, request: unknown) =>
      inPage<{ ok: boolean; problem?: { code: string } }>(
        `window.switchyard.invoke(${JSON.stringify(channel)}, ${JSON.stringify(request)})`,
      )
    await expect(call('shell/run-command', { command: 'id' })).resolves.toMatchObject({
      problem: { code: 'wrong-use' },
    })
    await expect(call('run/stop-run', { run: 'r1' })).resolves.toMatchObject({
      problem: { code: 'wrong-use' },
    })
    await expect(call('customer/get-page', { from: 0, limit: -1 })).resolves.toMatchObject({
      problem: { code: 'wrong-use' },
    })
    // Keystrokes go to a terminal that main has opened for a person, never to a host by its name.
    await expect(
      call('host/write-terminal', { terminal: 'src-db', text: 'reboot' }),
    ).resolves.toMatchObject({ problem: { code: 'wrong-use' } })
    await expect(
      call('host/open-terminal', { host: 'src-db', cols: 80, rows: 24, command: 'reboot' }),
    ).resolves.toMatchObject({ problem: { code: 'wrong-use' } })
    await expect(
      call('host/open-terminal', { host: 'src-db', cols: 80, rows: 24 }),
    ).resolves.toMatchObject({ problem: { message: 'No project is open.' } })
    await expect(call('project/open-recent', { path: '/etc/passwd' })).resolves.toMatchObject({
      problem: { code: 'not-allowed' },
    })
  })

  it('is the only one: a second start gives its place to the first', async () => {
    const locked = await running.app.evaluate(({ app }) => app.hasSingleInstanceLock())
    expect(locked).toBe(true)
  })
})
