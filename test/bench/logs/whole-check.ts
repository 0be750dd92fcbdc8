import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { figureOf } from '../figure.ts'
import type { Figure } from '../figure.ts'
import { makeScratch } from '../scratch.ts'

const generator = fileURLToPath(
  new URL('../../../../shared/tools/gen_mixed_log.py', import.meta.url),
)
const cli = fileURLToPath(new URL('../../../main/cli/switchyard.mjs', import.meta.url))
const customers = fileURLToPath(
  new URL('../../../resources/samples/panda-telecom/customers.csv', import.meta.url),
)
const sixWords = 'error|warn|fail|fatal|crit|exception'
const rounds = 3

/**
 * `logs check` as a person runs it, start of the program included: a baseline of an eighth, then the whole log. CPU time of the process and
 * its children, beside lnav on the same file where it is installed. Memory at two sizes shows whether it grows.
 */
export function benchWholeCheck({
  mib,
  progress,
}: {
  readonly mib: number
  readonly progress: (text: string) => void
}): Figure[] {
  if (!existsSync(generator)) {
    progress('skipped: the log generator is not beside the repository')
    return []
  }
  const folder = makeScratch('check')
  try {
    const make = (name: string, size: number, seed: number): string => {
      const path = join(folder, name)
      spawnSync('python3', [generator, path, '--mib', String(size), '--seed', String(seed)])
      return path
    }
    const before = make('before.log', Math.ceil(mib / 8), 2)
    const half = make('half.log', Math.ceil(mib / 2), 1)
    const after = make('after.log', mib, 1)
    const bytes = statSync(before).size + statSync(after).size
    const check = (path: string, ...more: readonly string[]): Run =>
      ours(['logs', 'check', '--lines', 'trouble', '--before', before, '--after', path, ...more])
    const runs = Array.from({ length: rounds }, () => check(after))
    const named = check(after, '--customers', customers)
    const smaller = check(half)
    const rate = median(runs.map(({ cpuS }) => bytes / 1e6 / cpuS))
    const size = statSync(after).size / 1e6
    const lnav = peer('lnav', ['-n', '-c', ':filter-in ERROR|WARN', after], size)
    const rg = peer('rg', ['-ci', sixWords, after], size)
    if (lnav === undefined) progress('lnav is not installed: no peer for the whole check')
    return [
      figureOf('logs.check.whole', rate, 'MB/s', 'lnav :filter-in', lnav),
      figureOf('logs.check.whole.rg', rate, 'MB/s', 'rg -ci with six words', rg),
      figureOf('logs.check.whole.customers', bytes / 1e6 / named.cpuS, 'MB/s'),
      figureOf('logs.check.whole.rss', Math.max(...runs.map(({ rssMiB }) => rssMiB)), 'MiB'),
      figureOf('logs.check.whole.rssGrowth', (runs[0]?.rssMiB ?? 0) - smaller.rssMiB, 'MiB'),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The program tells its own figures when it ends: of a child nobody else can know its memory. VmHWM where the system has it, for maxRSS begins
 * with what the process that started it held.
 */
const tell = `data:text/javascript,${encodeURIComponent(`
import { existsSync, readFileSync } from 'node:fs'
process.on('exit', () => {
  const u = process.resourceUsage()
  const own = '/proc/self/status'
  const kib = existsSync(own) ? Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync(own, 'utf8'))[1]) : u.maxRSS
  const figures = { cpuS: (u.userCPUTime + u.systemCPUTime) / 1e6, rssMiB: kib / 1024 }
  process.stderr.write('\\nfigures ' + JSON.stringify(figures))
})`)}`
const Run = z.object({ cpuS: z.number(), rssMiB: z.number() })
type Run = z.infer<typeof Run>

function ours(args: readonly string[]): Run {
  const ran = spawnSync(process.execPath, ['--import', tell, cli, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  const [, figures] = ran.stderr.split('\nfigures ')
  if (figures === undefined) throw new Error(`no figures: ${ran.stderr.slice(0, 400)}`)
  return Run.parse(JSON.parse(figures))
}

/** MB by second of CPU time, as bash tells it; undefined where the tool is not installed. */
function peer(tool: string, args: readonly string[], megabytes: number): number | undefined {
  const timed = 'TIMEFORMAT="%U %S"; time "$@" | cat >/dev/null'
  const ran = spawnSync(
    'bash',
    [
      '-c',
      `command -v "$1" >/dev/null || exit 9; set -o pipefail; ${timed}`,
      'bash',
      tool,
      ...args,
    ],
    {
      encoding: 'utf8',
    },
  )
  if (ran.status !== 0) return undefined
  const [user = 0, system = 0] = ran.stderr.trim().split(/\s+/).slice(-2).map(Number)
  return megabytes / Math.max(0.01, user + system)
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
