import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { build } from 'vite'
import { z } from 'zod'
import { dataProcessFlags } from '../../../main/data/carrier.ts'
import type { Figure } from '../figure.ts'
import { makeScratch } from '../scratch.ts'

/**
 * Speed in MB of log by second of CPU time, beside tools that only search: one file of real messages in syslog style, made new in
 * every run (10^6 bytes are a MB). Ours and the peers' take turns, and the best of five
 * rounds counts for each: what else runs on a machine only ever adds to the time of a program.
 */
const generator = fileURLToPath(
  new URL('../../../../shared/tools/gen_mixed_log.py', import.meta.url),
)
const workerSource = fileURLToPath(new URL('speed-worker.ts', import.meta.url))
const sixWords = 'error|warn|fail|fatal|crit|exception'
const rounds = 5

export type SpeedOptions = {
  /** 256 by default; the bars speak of 1,024. */
  readonly mib?: number | undefined
  /** Instead of a new one. */
  readonly file?: string | undefined
  readonly progress: (text: string) => void
}

const Measured = z.object({
  bytes: z.number(),
  /** Of the whole process, start-up included. */
  cpuMs: z.number(),
  /** What start-up took of it: reading the program, and no byte of the file. */
  startMs: z.number(),
  rssMiB: z.number(),
})
type Measured = z.infer<typeof Measured>

export async function benchLogSpeed({
  mib = 256,
  file,
  progress,
}: SpeedOptions): Promise<Figure[]> {
  if (file === undefined && !existsSync(generator)) {
    progress('skipped: the log generator is not beside the repository')
    return []
  }
  const folder = makeScratch('logs')
  try {
    const path = file ?? join(folder, 'mixed.log')
    if (file === undefined) {
      progress(`making a log of ${mib} MiB`)
      execFileSync('python3', [generator, path, '--mib', String(mib), '--seed', '1'], {
        stdio: 'ignore',
      })
    }
    return measureAll(path, await bundled(folder), progress)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The worker as the product is shipped, names of its files included: otherwise a seventh of its time would go into taking types off sources.
 * With the flags of the data process, which does this work in the product.
 */
async function bundled(folder: string): Promise<Ours> {
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: workerSource,
      outDir: folder,
      emptyOutDir: false,
      target: 'node24',
      rolldownOptions: {
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunk-[hash].mjs' },
      },
    },
  })
  const worker = join(folder, 'speed-worker.mjs')
  return {
    folder,
    /** In a process of its own, so that its memory and time are its own; start-up counts. */
    run: (what, path) =>
      Measured.parse(
        JSON.parse(
          execFileSync(process.execPath, [...dataProcessFlags, worker, what, path], {
            encoding: 'utf8',
          }),
        ),
      ),
  }
}

type Ours = {
  readonly folder: string
  readonly run: (what: 'check' | 'every' | 'group' | 'check-gz', path: string) => Measured
}

function measureAll(path: string, ours: Ours, progress: (text: string) => void): Figure[] {
  readThrough(path)
  const check: Measured[] = []
  const group: Measured[] = []
  const every: Measured[] = []
  const rg: number[] = []
  const grep: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    check.push(ours.run('check', path))
    rg.push(...rate('rg', ['-ci', sixWords, path], path))
    group.push(ours.run('group', path))
    every.push(ours.run('every', path))
    grep.push(...rate('grep', ['-ciE', sixWords, path], path))
    progress(
      `round ${round + 1}: check ${megabytes(check.at(-1)).toFixed(0)} MB/s, every line ${megabytes(group.at(-1)).toFixed(0)} MB/s`,
    )
  }
  const checkRate = best(check.map(megabytes))
  return [
    figure('logs.check.rate', checkRate, 'MB/s', 'rg -ci with six words', rg),
    figure('logs.check.rate.grep', checkRate, 'MB/s', 'grep -ciE with six words', grep),
    figure('logs.group.rate', best(group.map(megabytes)), 'MB/s', '', []),
    figure('logs.every.rate', best(every.map(megabytes)), 'MB/s', '', []),
    figure('logs.check.rss', Math.max(...check.map((m) => m.rssMiB)), 'MiB', '', []),
    figure('logs.group.rss', Math.max(...group.map((m) => m.rssMiB)), 'MiB', '', []),
    ...gzipFigures(path, ours),
  ]
}

const megabytes = (measured: Measured | undefined): number =>
  measured === undefined ? 0 : measured.bytes / 1000 / measured.cpuMs

/** MB of the file by second of the tool's user and system time, as bash tells it. Empty where the tool is not installed. */
function rate(tool: string, args: readonly string[], path: string): number[] {
  const timed = 'TIMEFORMAT="%U %S"; time "$@" | cat >/dev/null'
  const ran = spawnSync('bash', ['-c', timed, 'bash', tool, ...args], { encoding: 'utf8' })
  if (ran.status !== 0) return []
  const [user = 0, sys = 0] = ran.stderr.trim().split(/\s+/).map(Number)
  return [statSync(path).size / 1e6 / Math.max(0.001, user + sys)]
}

function unpackedAlone(part: string): number {
  const packed = readFileSync(part)
  const started = process.cpuUsage()
  const bytes = gunzipSync(packed).length
  const { user, system } = process.cpuUsage(started)
  return bytes / (user + system)
}

/** No start-up is in it, since zlib's has none. Unpacking and checking share one thread: on a free machine wall time says the same. */
function gzipFigures(path: string, ours: Ours): Figure[] {
  const part = join(ours.folder, 'part.gz')
  const made = spawnSync('sh', ['-c', 'head -c 536870912 "$1" | gzip -6 > "$2"', 'sh', path, part])
  if (made.status !== 0) return []
  const check: number[] = []
  const zlib: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const { bytes, cpuMs, startMs } = ours.run('check-gz', part)
    check.push(bytes / 1000 / (cpuMs - startMs))
    zlib.push(unpackedAlone(part))
  }
  return [figure('logs.check.rate.gz', best(check), 'MB/s', 'zlib alone', zlib)]
}

function readThrough(path: string): void {
  const file = openSync(path, 'r')
  const bytes = Buffer.alloc(1_048_576)
  while (readSync(file, bytes) > 0);
  closeSync(file)
}

const best = (rates: readonly number[]): number => Math.max(0, ...rates)

function figure(
  name: string,
  value: number,
  unit: string,
  peer: string,
  peers: readonly number[],
): Figure {
  if (peers.length === 0) return { name, value, unit, peer: null, peerValue: null, ratio: null }
  const peerValue = best(peers)
  return { name, value, unit, peer, peerValue, ratio: value / peerValue }
}
