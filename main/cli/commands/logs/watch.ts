import { counted } from '../../../../shared/base/counted.ts'
import type { Command } from 'commander'
import { BatchId } from '../../../../shared/domain/ids.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import type { Problem } from '../../../../shared/domain/problems.ts'
import { formatInstant } from '../../../../shared/domain/time.ts'
import type { GroupFinding } from '../../../../shared/log-rules/types.ts'
import type { LogCount } from '../../../data/protocol.ts'
import { named, wholeNumber } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import type { ExitCode, Output } from '../../output.ts'
import type { Session } from '../../session.ts'
import { exitOfVerdict } from './check.ts'

type Flags = { readonly batch: string; readonly every: string; readonly times?: string }

/** `logs watch`: looks again and again and says what is new; Ctrl-C ends it with the last verdict. */
export function addWatchCommand(logs: Command): void {
  logs
    .command('watch')
    .description(
      'while a batch runs: groups as they appear, and errors and warnings by host; Ctrl-C ends it',
    )
    .argument('<project>')
    .requiredOption('--batch <id>')
    .option('--every <time>', 'how often: 30s, 2m', '30s')
    .option('--times <n>', 'end after so many looks')
    .action(async (project: string, flags: Flags, command: Command) => {
      const batch = named(BatchId, flags.batch, 'batch')
      const everyMs = intervalOf(flags.every)
      const times = flags.times === undefined ? Infinity : wholeNumber(flags.times, '--times')
      await withSession(command, async (session, output) => {
        const { engine } = session
        const opened = await engine.open(project, 'write')
        const isBusy = !opened.ok && opened.problem.code === 'project-locked'
        if (!opened.ok && !isBusy) return output.problem(opened.problem)
        if (isBusy) {
          const reading = await engine.open(project, 'read')
          if (!reading.ok) return output.problem(reading.problem)
          output.progress(
            'Another program is working on this project: shown is what it fetches and checks.',
          )
        }
        return watch({ session, output, batch, everyMs, times, fetches: !isBusy })
      })
    })
}

type Watch = {
  readonly session: Session
  readonly output: Output
  readonly batch: BatchId
  readonly everyMs: number
  readonly times: number
  /** False: another program has the project, and what it stores is followed. */
  readonly fetches: boolean
}

async function watch({
  session: { engine, clock },
  output,
  batch,
  everyMs,
  times,
  fetches,
}: Watch): Promise<ExitCode> {
  const shown = createShown(output)
  const ended = new AbortController()
  const onInterrupt = (): void => ended.abort()
  process.once('SIGINT', onInterrupt)
  let code: ExitCode = exitCodes.unknown
  let last: unknown = {}
  try {
    for (let look = 1; !ended.signal.aborted; look += 1) {
      const checked = fetches ? await engine.logs.check(batch) : await engine.logs.result(batch)
      if (!checked.ok) {
        // A host that does not answer now may answer at the next look.
        if (!isPassing(checked.problem)) return output.problem(checked.problem)
        output.progress(checked.problem.message)
      }
      const counts = await engine.data.logCounts(batch)
      const value = checked.ok ? checked.value : undefined
      const at = formatInstant(clock.now())
      shown.counts(at, counts)
      if (value !== undefined) {
        shown.groups(at, value.result.verdict, value.result.groups)
        code = exitOfVerdict(value.result.verdict)
        last = { verdict: value.result.verdict, reasons: value.result.reasons, hash: value.hash }
      }
      if (look >= times) break
      await clock.sleep(everyMs, ended.signal)
    }
  } finally {
    process.off('SIGINT', onInterrupt)
  }
  output.document({ batch, looked: last, groups: shown.seen() })
  return ended.signal.aborted ? exitCodes.interrupted : code
}

const isPassing = ({ code }: Problem): boolean =>
  code === 'host-unreachable' || code === 'connection-lost' || code === 'timeout'

/** Says each thing once. */
export function createShown(output: Pick<Output, 'say'>) {
  const groups = new Map<string, number>()
  let verdict = ''
  let lastCounts = ''
  return {
    groups(at: string, now: string, found: readonly GroupFinding[]): void {
      for (const group of found) {
        if (group.weight !== 'stop' && group.weight !== 'look') continue
        const known = groups.get(group.template.id)
        if (known === group.after.count) continue
        groups.set(group.template.id, group.after.count)
        const whom = group.moved.length === 0 ? '' : ` for ${group.moved.slice(0, 5).join(', ')}`
        output.say(
          known === undefined
            ? `${at} ${group.weight === 'stop' ? 'STOP' : 'look'} ${group.verdict} ${group.level}${whom} on ${group.hosts.join(', ')}: ${group.template.text.slice(0, 160)} (${group.after.count})`
            : `${at}   ${group.template.id}: now ${group.after.count}, was ${known}`,
        )
      }
      if (now !== verdict) output.say(`${at} verdict ${now}`)
      verdict = now
    },
    counts(at: string, counts: readonly LogCount[]): void {
      const text = countsByHost(counts)
      if (text !== lastCounts && text !== '') output.say(`${at} ${text}`)
      lastCounts = text
    },
    seen: () => [...groups].map(([id, lines]) => ({ id, lines })),
  }
}

/** `src-sip: 3 errors, 12 warnings`, hosts without either left out. */
export function countsByHost(counts: readonly LogCount[]): string {
  const hosts = new Map<string, { error: number; warning: number }>()
  for (const { host, level, lines } of counts) {
    const sums = hosts.get(host) ?? { error: 0, warning: 0 }
    hosts.set(host, sums)
    if (level === 'error' || level === 'warning') sums[level] += lines
  }
  return [...hosts]
    .filter(([, { error, warning }]) => error + warning > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([host, { error, warning }]) =>
        `${host}: ${counted(error, 'error')}, ${counted(warning, 'warning')}`,
    )
    .join('; ')
}

/** `30s`, `2m`: at least a second. */
export function intervalOf(text: string): number {
  const [, number = '', unit = 's'] = /^(\d{1,5})(s|m)?$/.exec(text) ?? []
  const ms = Number(number) * (unit === 'm' ? 60_000 : 1000)
  return ms >= 1000
    ? ms
    : fail('wrong-use', `--every: "${text}" is no time`, { next: 'write 30s or 2m' })
}
