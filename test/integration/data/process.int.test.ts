import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { launchDataProcess } from '../../../main/data/launch.ts'
import type { DataProcess, LaunchOptions } from '../../../main/data/launch.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, scratch, start } from './panda-history.ts'

const at = instant(start)
const note = (text: string) => events([{ kind: 'note', by: 'maria', text }])

const started: DataProcess[] = []
function launch(options: LaunchOptions = {}): DataProcess {
  const data = launchDataProcess(options)
  started.push(data)
  return data
}
afterEach(async () => {
  await Promise.all(started.splice(0).map((data) => data.close()))
})

async function panda(): Promise<string> {
  const { api, path } = await openPanda()
  await api.close()
  return path
}

describe('the data process', () => {
  it('answers over its carrier as the service does, and tells of what became durable', async () => {
    const path = await panda()
    const seen: number[] = []
    const { api } = launch({ events: { onAppended: (seq) => seen.push(seq) } })
    expect(must(await api.open(path, 'write')).customers).toBe(1200)
    must(await api.append(note('a'), at))
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => api.append(note(`${i}`), at)),
    )
    expect(answers.map((a) => must(a).seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 3))
    expect([seen[0], seen.at(-1)]).toEqual([2, 52])
    // Calls that arrived together shared flushes: one for each would be 51.
    expect(seen.length).toBeLessThan(40)
  })

  it('throws the problem of a call that has no result to put it in', async () => {
    const { api } = launch()
    await expect(api.customers()).rejects.toMatchObject({
      problem: { code: 'wrong-use', message: 'No project is open.' },
    })
  })

  it('goes on when a terminal sends Ctrl-C to everybody: the process that it serves decides', async () => {
    const data = launch()
    await data.api.rss()
    if (data.pid !== undefined) process.kill(data.pid, 'SIGINT')
    expect(await data.api.rss()).toBeGreaterThan(0)
  })

  it('killed in the middle of calls answers them as a problem, and keeps every event that it had answered', async () => {
    const path = await panda()
    const data = launch()
    must(await data.api.open(path, 'write'))
    const durable: number[] = []
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      for (;;) {
        const answer = await data.api.append(note(`lane ${lane}`), at)
        if (!answer.ok) return answer.problem.code
        durable.push(answer.value.seq)
        if (durable.length === 200 && data.pid !== undefined) process.kill(data.pid, 'SIGKILL')
      }
    })
    expect(await Promise.all(lanes)).toEqual(Array.from({ length: 8 }, () => 'data-process'))
    expect(durable.length).toBeGreaterThanOrEqual(200)

    const { api } = launch()
    // The lock of the killed process is gone with it: no file to delete, no wait.
    const summary = must(await api.open(path, 'write'))
    expect(summary.lastSeq).toBeGreaterThanOrEqual(Math.max(...durable))
    expect(must(await api.verify()).events).toBe(summary.lastSeq)
  })

  it('lets a second process read but not write, and says who writes', async () => {
    const path = await panda()
    const [writer, other] = [launch(), launch()]
    must(await writer.api.open(path, 'write'))
    const refused = await other.api.open(path, 'write')
    expect(!refused.ok && refused.problem.message).toContain(`process ${writer.pid} on `)
    must(await other.api.open(path, 'read'))
    must(await writer.api.append(note('x'), at))
    expect((await other.api.summary()).lastSeq).toBe(2)
    const append = await other.api.append(note('y'), at)
    expect(!append.ok && append.problem.message).toBe('The project is open for reading only.')
  })

  it('tells of its end, and answers later calls with it', async () => {
    const data = launch()
    await data.api.rss()
    const ended = new Promise((resolve) => data.onExit(resolve))
    if (data.pid !== undefined) process.kill(data.pid, 'SIGKILL')
    expect(await ended).toMatchObject({
      code: 'data-process',
      message: 'The data process ended (signal SIGKILL).',
    })
    expect(await data.api.verify()).toMatchObject({ ok: false, problem: { code: 'data-process' } })
  })

  it('that ends says of each call what became of it: read, perhaps stored, never sent', async () => {
    const path = await panda()
    const { api, pid = 0 } = launch()
    must(await api.open(path, 'write'))
    process.kill(pid, 'SIGSTOP')
    const verified = api.verify()
    const listed = api.customers().catch((error: unknown) => error)
    const appended = api.append(note('x'), at)
    process.kill(pid, 'SIGKILL')
    const message = 'The data process ended (signal SIGKILL).'
    const next = 'Try again. If that fails too, open the project again.'
    const read = {
      code: 'data-process',
      message,
      safe: 'Nothing in the project was changed by this.',
      next,
    }
    expect(await verified).toEqual({ ok: false, problem: read })
    expect(await listed).toMatchObject({ problem: read })
    expect(await appended).toEqual({
      ok: false,
      problem: {
        code: 'data-process',
        message,
        safe: 'What was confirmed before is on disk. Whether this was carried out is not known.',
        next: 'Look whether it was before you do it again: the project, or the file that was to be written, shows it.',
      },
    })
    // What comes later is not sent: also of something to store it is known that it was not.
    expect(await api.append(note('y'), at)).toEqual({ ok: false, problem: read })
  })

  it('ends by itself when the process that started it is gone', async () => {
    const script = join(scratch(), 'parent.ts')
    const launchModule = new URL('../../../main/data/launch.ts', import.meta.url).href
    writeFileSync(
      script,
      `import { launchDataProcess } from '${launchModule}'
       const data = launchDataProcess()
       await data.api.rss()
       console.log(data.pid)
       process.kill(process.pid, 'SIGKILL')`,
    )
    let pid = 0
    try {
      execFileSync(process.execPath, [script], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    } catch (error) {
      pid = error instanceof Error && 'stdout' in error ? Number(error.stdout) : 0
    }
    expect(pid).toBeGreaterThan(0)
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false)
  })

  it('says so when its Node does not exist', async () => {
    const { api } = launch({ node: '/no/such/node' })
    const answer = await api.open('/tmp/x.switchyard', 'read')
    expect(!answer.ok && [answer.problem.code, answer.problem.message]).toEqual([
      'data-process',
      'The data process could not be started: spawn /no/such/node ENOENT.',
    ])
  })

  // The system's Node of Debian 12 is such a one.
  it.skipIf(!existsSync('/usr/bin/node') || oldNapi('/usr/bin/node') >= 10)(
    'refuses an old Node with a sentence',
    async () => {
      const { api } = launch({ node: '/usr/bin/node' })
      const answer = await api.open('/tmp/x.switchyard', 'read')
      expect(!answer.ok && [answer.problem.code, answer.problem.message]).toEqual([
        'wrong-node',
        'The data process needs a Node with Node-API 10 (22.14 or newer); /usr/bin/node is older.',
      ])
    },
  )
})

function oldNapi(node: string): number {
  return existsSync(node) ? Number(execFileSync(node, ['-p', 'process.versions.napi'])) : 99
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
