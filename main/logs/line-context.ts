import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { HostName } from '../../shared/domain/ids.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { mask, redactText } from '../../shared/domain/redact.ts'
import { withoutColours } from '../../shared/log-rules/colours.ts'
import { readJsonHeader } from '../../shared/log-rules/header-json.ts'
import type { LineContext, LinePlace } from '../../shared/log-rules/looks.ts'
import type { SessionPool } from '../runner/ports.ts'
import { createFileSource } from './file-source.ts'
import { activeName, byAge } from './log-family.ts'
import type { ListedLog, LogSource } from './log-source.ts'
import { createPackChoice } from './pack-choice.ts'
import { createRemoteLogs } from './remote-logs.ts'
import type { RenderOperation } from './remote-logs.ts'

/** Text that is looked through for one line, over all files of its log; a line further back is said not to be had. */
export const mostSearched = 32 * 2 ** 20
/** Lines before it and after it. */
const around = 12
const longestLine = 4096
/** Enough of a message to know it again. */
const longestNeedle = 200

type Deps = { readonly pool: SessionPool; readonly commands: RenderOperation }

/**
 * The lines around a line that a check has shown, read from its host again: the project keeps examples, not logs. Nothing is counted and no
 * place is moved. The newest file of its log is looked through first, then the rotated ones, within a bound. Secrets are taken out.
 */
export async function readLineContext(
  { pool, commands }: Deps,
  { host, file, text }: LinePlace,
  signal?: AbortSignal,
): Promise<Result<LineContext, Problem>> {
  const name = HostName.safeParse(host)
  const needle = needleOf(text)
  const where = { host, file }
  if (!name.success || needle === '')
    return bad(problem('not-found', 'This example does not say where its line stands.', { where }))
  if (!file.startsWith('/'))
    return bad(
      problem('not-found', `${file} is not a file of ${host}: lines around it are not kept.`, {
        where,
        next: `Look on the host: journalctl shows what stood around it.`,
      }),
    )
  const packing = createPackChoice('auto')
  const source = createFileSource(createRemoteLogs({ pool, commands, host: name.data, packing }))
  try {
    const listed = await source.list({ signal })
    const family = newestFirst(listed, file)
    let read = 0
    for (const log of family) {
      const left = mostSearched - read
      if (left <= 0) break
      const found = await lookThrough(source, log, { needle, text, left, signal })
      read += found.read
      if (found.lines !== undefined)
        return ok({ host, file: log.file, lines: found.lines, times: found.times, read })
    }
    return bad(
      problem(
        'not-found',
        `The line is not in the last ${(read / 2 ** 20).toFixed(1)} MiB of ${activeName(file)} on ${host}.`,
        {
          where,
          safe: 'Its example and its counts are kept in the project.',
          next: 'It was rotated away, or stands further back: look on the host.',
        },
      ),
    )
  } catch (error) {
    if (error instanceof ProblemError) return bad(error.problem)
    throw error
  }
}

/** The file that was named, what it is called now, and those that it became: the newest content first. */
function newestFirst(listed: readonly ListedLog[], file: string): readonly ListedLog[] {
  const log = activeName(file)
  const own = listed.filter((other) => activeName(other.file) === log)
  const active = own.filter((other) => other.file === log)
  const rotated = own.filter((other) => other.file !== log)
  return [...active, ...byAge(rotated).toReversed()]
}

/** The part of the message that is in the log as it is: up to the first thing that was taken out. */
function needleOf(text: string): string {
  const [first = ''] = text.split('\n')
  return (first.split(mask)[0] ?? '').trimEnd().slice(0, longestNeedle)
}

type Look = {
  readonly needle: string
  readonly text: string
  readonly left: number
  readonly signal: AbortSignal | undefined
}
type Found = {
  readonly lines?: LineContext['lines']
  readonly times: number
  readonly read: number
}

/** Keeps the lines around the last place where it stands. */
async function lookThrough(source: LogSource, log: ListedLog, look: Look): Promise<Found> {
  const { needle, text, left, signal } = look
  // Of a plain file only its end is read when it is larger than the bound; of a packed one its beginning.
  const from = isPlain(log) ? Math.max(0, log.size - left) : 0
  const wanted = text.split('\n', 1)[0] ?? ''
  const before: string[] = []
  // Lines as they are; secrets are taken out of those that are shown, at the end.
  let best: { readonly lines: string[]; readonly at: number; after: number } | undefined
  let times = 0
  let read = 0
  let half = Buffer.alloc(0)
  const take = (line: string): void => {
    if (best !== undefined && best.after > 0) {
      best.lines.push(line)
      best.after -= 1
    }
    if (says(line, needle, wanted.slice(0, longestLine / 2))) {
      times += 1
      best = { lines: [...before, line], at: before.length, after: around }
    }
    before.push(line)
    if (before.length > around) before.shift()
  }
  for await (const bytes of source.read(log, from, { signal })) {
    read += bytes.length
    const all = Buffer.concat([half, bytes])
    const end = all.lastIndexOf(10)
    half = all.subarray(end + 1)
    for (const line of all
      .subarray(0, end + 1)
      .toString('utf8')
      .split('\n')
      .slice(0, -1))
      take(line)
    if (read >= left) break
  }
  if (half.length > 0) take(half.toString('utf8'))
  if (best === undefined) return { times, read }
  const { lines, at } = best
  return { lines: lines.map((line, i) => ({ text: clean(line), wanted: i === at })), times, read }
}

/** An example is the message, without colours where it begins with them, and of JSON the message alone. */
function says(line: string, needle: string, wanted: string): boolean {
  const plain = withoutColours(line)
  const message = plain.startsWith('{')
    ? withoutColours(readJsonHeader(plain)?.text ?? '')
    : undefined
  return [line, plain, message ?? ''].some(
    (text) => text.includes(needle) && clean(text).includes(wanted),
  )
}

const isPlain = ({ file }: ListedLog): boolean => !/\.(?:gz|bz2|xz|zst)$/.test(file)

const clean = (line: string): string => redactText(line.slice(0, longestLine).replace(/\r$/, ''))
