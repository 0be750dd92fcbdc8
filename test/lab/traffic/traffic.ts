import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accountsOf, pandaCustomers } from '../data.ts'
import { hostCalled, movingAddress, namespaceOf, serviceAddress } from '../layout.ts'
import type { LabPlace } from '../layout.ts'
import { waitFor } from '../run.ts'
import { readSeen } from './outages.ts'
import type { Seen } from './outages.ts'
import type { Watch } from './witness.ts'

export type Traffic = {
  /** Changes what the witness asks. */
  watch(change: { readonly add?: readonly Watch[]; readonly stop?: readonly string[] }): void
  /** Asks the voice addresses so many times a second from now on; 50 at first. */
  watchVoice(rate: number): void
  /** Ends all of it and answers what was seen; a second call answers the same. */
  end(): Promise<{ readonly seen: readonly Seen[]; readonly calls: Calls }>
}

/** sipp's own count of its calls. */
export type Calls = {
  readonly made: number
  readonly good: number
  /** Refused with 480 because the customer was being moved. */
  readonly refused: number
  readonly lost: number
}

/** Half of what real customers do: calls from each account in turn, RADIUS and HTTP for each account in turn, by default 50, 10 and 10 a second. */
export async function startTraffic(
  place: LabPlace,
  folder: string,
  rates = { calls: 50, radius: 10, http: 10 },
): Promise<Traffic> {
  mkdirSync(folder, { recursive: true })
  const accounts = accountsOf(pandaCustomers())
  // The outside world has processors of its own: whoever stands still here would take it for an outage.
  const inClient = ['netns', 'exec', namespaceOf(place, 'client'), 'nice', '-n', '-15']
  const share = { us1: 0.6, uk1: 0.4 }
  const callers = (['us1', 'uk1'] as const).map((cluster) => {
    const own = accounts.filter((a) => `${a.customer.environment}1` === cluster).map((a) => a.name)
    return startCalls(
      place,
      folder,
      cluster,
      own,
      Math.round(rates.calls * share[cluster]),
      inClient,
    )
  })
  const names = shuffled(accounts.map((a) => a.name))
  const out = join(folder, 'witness.txt')
  const voice = (rate: number) =>
    (['us1', 'uk1'] as const).map((cluster) => ({
      name: `voice-${cluster}`,
      kind: 'sip' as const,
      address: movingAddress(place, cluster),
      port: 5060,
      rate,
    }))
  const watches: readonly Watch[] = [
    ...voice(50),
    {
      name: 'radius',
      kind: 'radius',
      address: movingAddress(place, 'radius'),
      port: 1812,
      rate: rates.radius,
      accounts: names,
    },
    {
      name: 'api',
      kind: 'http',
      address: movingAddress(place, 'api'),
      port: 443,
      rate: rates.http,
      accounts: names,
      posts: true,
    },
  ]
  const witness = spawn(
    'ip',
    [
      ...inClient,
      process.execPath,
      fileURLToPath(new URL('./witness.ts', import.meta.url)),
      JSON.stringify({ out, watches }),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  await new Promise<void>((resolve, reject) => {
    witness.stdout.once('data', () => resolve())
    witness.once('exit', (code) =>
      reject(new Error(`the witness ended with ${code ?? 'a signal'}`)),
    )
  })
  const finish = async (): ReturnType<Traffic['end']> => {
    witness.removeAllListeners('exit')
    const ended = new Promise((resolve) => witness.once('exit', resolve))
    witness.stdin.end()
    const calls = await Promise.all(callers.map((caller) => caller.end()))
    await ended
    const sum = (of: (c: Calls) => number): number => calls.reduce((n, c) => n + of(c), 0)
    return {
      seen: readSeen(readFileSync(out, 'utf8')),
      calls: {
        made: sum((c) => c.made),
        good: sum((c) => c.good),
        refused: sum((c) => c.refused),
        lost: sum((c) => c.lost),
      },
    }
  }
  let over: ReturnType<Traffic['end']> | undefined
  const watch: Traffic['watch'] = (change) =>
    void witness.stdin.write(`${JSON.stringify(change)}\n`)
  return {
    watch,
    watchVoice: (rate) => watch({ stop: voice(rate).map(({ name }) => name), add: voice(rate) }),
    end: () => (over ??= finish()),
  }
}

/** Always the same order, so that one customer's accounts are not asked for in a row. */
const shuffled = (names: readonly string[]): string[] =>
  names
    .map((name, i) => ({ name, at: (i * 1103) % names.length }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ name }) => name)

type Caller = { end(): Promise<Calls> }

function startCalls(
  place: LabPlace,
  folder: string,
  cluster: 'us1' | 'uk1',
  accounts: readonly string[],
  rate: number,
  inClient: readonly string[],
): Caller {
  const base = join(folder, `calls-${cluster}`)
  writeFileSync(
    `${base}.csv`,
    `SEQUENTIAL\n${shuffled(accounts)
      .map((a) => `${a};\n`)
      .join('')}`,
  )
  const port = cluster === 'us1' ? 5066 : 5068
  const scenario = fileURLToPath(new URL('./place-calls.xml', import.meta.url))
  const sipp: ChildProcess = spawn(
    'ip',
    [
      ...inClient,
      'sipp',
      '-sf',
      scenario,
      '-inf',
      `${base}.csv`,
      '-i',
      serviceAddress(place, hostCalled('client').octet),
      '-p',
      String(port),
      '-r',
      String(rate),
      '-d',
      '500',
      '-nostdin',
      // Else it ends itself on a machine that is busy for long, and nobody calls any more.
      '-watchdog_minor_maxtriggers',
      '1000000',
      '-watchdog_major_maxtriggers',
      '1000000',
      '-trace_stat',
      '-fd',
      '1',
      '-stf',
      `${base}.stat`,
      '-trace_err',
      '-error_file',
      `${base}.err`,
      '-cp',
      String(port + 3000),
      `${movingAddress(place, cluster)}:5060`,
    ],
    { stdio: ['ignore', 'ignore', 'ignore'], cwd: folder },
  )
  return {
    async end() {
      if (sipp.exitCode !== null || sipp.signalCode !== null)
        throw new Error(
          `the calls of ${cluster} ended by themselves (${sipp.exitCode ?? sipp.signalCode}): see ${base}.err`,
        )
      const ended = new Promise((resolve) => sipp.once('exit', resolve))
      // SIGUSR1: no new calls, those that go on end by themselves.
      sipp.kill('SIGUSR1')
      const timer = setTimeout(() => sipp.kill('SIGKILL'), 25_000)
      await ended
      clearTimeout(timer)
      await waitFor(`${base}.stat`, 5, () => existsSync(`${base}.stat`))
      return readCalls(readFileSync(`${base}.stat`, 'utf8'))
    },
  }
}

/** Last line of sipp's statistics, which are cumulative in the columns that end with (C). */
export function readCalls(text: string): Calls {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.split(';'))
  const [head = []] = lines
  const last = lines.at(-1) ?? []
  const value = (column: string): number => Number(last[head.indexOf(column)] ?? 0)
  const refused = head.findIndex((column) => /refused.*\(C\)/i.test(column))
  return {
    made: value('TotalCallCreated'),
    good: value('SuccessfulCall(C)') - (refused < 0 ? 0 : Number(last[refused] ?? 0)),
    refused: refused < 0 ? 0 : Number(last[refused] ?? 0),
    lost: value('FailedCall(C)'),
  }
}
