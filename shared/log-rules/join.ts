import { levelNamed } from './level.ts'
import { suspectWord } from './suspect.ts'

/**
 * Which lines belong to the record before them. A line without the file's header always does, once there was one with; these
 * rules are for lines that have a header of their own (a trace sent through syslog line by line) or no header at all.
 */
const goesOn =
  /^(?:\s|Caused by:|Suppressed:|\.\.\. \d+ (?:more|common)|at [\w$.<>]+\(|Traceback \(|#\d+\s+0x[0-9a-f]|--- End|\t?main::)/

/** Does this message go on with the one before it? */
export const continues = (text: string): boolean => goesOn.test(text)

/** What a message opened and did not close: `message=<` of a SIP dump, an XML document. */
export type Dump = 'message' | 'xml'

export function dumpOpenedIn(text: string): Dump | undefined {
  const open = text.lastIndexOf('message=<')
  if (open >= 0) return closesMessage(text.slice(open + 'message=<'.length)) ? undefined : 'message'
  return /<\?xml|<document/.test(text) && !/<\/\w+>\s*$/.test(text) ? 'xml' : undefined
}

/** The line, with its header or without, is the last one of the dump. Addresses in angle brackets are pairs: they close nothing. */
export const closesDump = (dump: Dump, line: string): boolean =>
  dump === 'message' ? closesMessage(line) : /(?:^|: )<\/[\w:.-]+>\s*$/.test(line)

function closesMessage(line: string): boolean {
  let open = 0
  for (const mark of line) {
    if (mark === '<') open += 1
    else if (mark === '>') open -= 1
  }
  return open < 0
}

/** `ERROR: `, `WARNING[3]: `: a message of its own, even where a dump was cut off and never closed. No line of SIP begins so. */
export function beginsWithLevel(text: string): boolean {
  const word = /^([A-Z]{3,9})(?:\[\d+\])?: /.exec(text)?.[1]
  return word !== undefined && levelNamed(word) !== undefined
}

/** More of a record is refused, and counted so. */
export const recordLimits = { lines: 1000, bytes: 262_144 } as const

const repeatedInner = /^message repeated (\d{1,9}) times?: \[ ?(.*?)\]?$/s
const repeatedLast = /^(?:-+ )?last message repeated (\d{1,9}) times?/

export type Repeated = {
  readonly times: number
  /** The message that was repeated, when the line says it; otherwise it is the one before. */
  readonly text?: string
}

/** `message repeated N times: [ text]`, `last message repeated N times`, as rsyslog, sysklogd and macOS write them. */
export function repeatedIn(text: string): Repeated | undefined {
  const inner = repeatedInner.exec(text)
  if (inner !== null) return { times: Number(inner[1]), text: (inner[2] ?? '').trimEnd() }
  const last = repeatedLast.exec(text)
  return last === null ? undefined : { times: Number(last[1]) }
}

const exceptionClass =
  /(?:^|[\s:(])((?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*(?:Exception|Error|Throwable))\b/
const frame = /^\s*at ([\w$.<>]+)\(/
const runtime = /^(?:java|javax|jdk|sun|com\.sun|scala|kotlin)\./

/**
 * What the following lines add to the identity of a record: the class of the exception and the first frame that is not the
 * runtime's. Undefined when they are no trace.
 */
export function traceOf(more: readonly string[]): string | undefined {
  let thrown: string | undefined
  let where: string | undefined
  for (const line of more.slice(0, 200)) {
    const head = line.slice(0, 512)
    thrown ??= exceptionClass.exec(head)?.[1]
    const at = frame.exec(head)?.[1]
    if (at !== undefined && !runtime.test(at)) {
      where = at
      break
    }
  }
  if (thrown === undefined && where === undefined) return undefined
  return [thrown, where === undefined ? undefined : `at ${where}`]
    .filter((part) => part !== undefined)
    .join(' ')
}

/** What its following lines add to the identity of a record: a trace, or what made it suspect. */
export const identityOf = (more: readonly string[], isSuspect: boolean): string | undefined =>
  traceOf(more) ?? (isSuspect ? troubleIn(more) : undefined)

/**
 * The first line that speaks of trouble, as Perl and old InnoDB write it without a header. A SIP message is known by the line before it: its
 * own lines say how calls end.
 */
function troubleIn(more: readonly string[]): string | undefined {
  const lines = more.slice(0, 200)
  return lines.some((line) => line.includes('SIP/2.0'))
    ? undefined
    : lines.find((line) => suspectWord(line) !== undefined)?.slice(0, 1024)
}
