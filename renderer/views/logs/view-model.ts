import { counted } from '../../../shared/base/counted.ts'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { BatchView } from '../../../shared/ipc/overview.ts'
import type { GroupLine, LogCheckLine, LogCheckView } from '../../../shared/ipc/log-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'
import { isOnlyCounted } from '../../../shared/log-rules/looks.ts'
import type { GroupLook, HostLook } from '../../../shared/log-rules/looks.ts'
import type { GroupVerdict, Verdict } from '../../../shared/log-rules/types.ts'

/** How the list calls what the comparison says of a group. */
export const classWords: Readonly<Record<GroupVerdict, string>> = {
  new: 'new',
  shifted: 'rate shift',
  gone: 'gone',
  unchanged: 'known',
}

export const verdictTone: Readonly<Record<Verdict, Tone>> = {
  pass: 'good',
  fail: 'bad',
  inconclusive: 'warn',
}

export const weightTone = ({ weight }: Pick<GroupLine, 'weight'>): Tone =>
  weight === 'stop' ? 'bad' : weight === 'look' ? 'warn' : 'idle'

export const weightWords = ({ weight }: Pick<GroupLine, 'weight'>): string =>
  weight === 'stop' ? 'stops the batch' : weight === 'look' ? 'look at it' : 'only listed'

const rules: Readonly<Record<GroupLook['rule'], string>> = {
  structured: 'stated by a field of its own',
  place: 'stated at the place where this format has it',
  word: 'a level word at the beginning of the message',
  header: 'stated before the message',
  none: 'the line states none',
  suspect: 'the line states none; its words speak of trouble',
}
export const ruleWords = (rule: GroupLook['rule']): string => rules[rule]

export type GroupFilter = {
  /** In the template, its id, or the name of a known failure. */
  readonly text: string
  readonly host: string
  /** `suspect`: by its words only. */
  readonly level: string
  readonly class: string
  /** Id of a customer, or its beginning. */
  readonly customer: string
  readonly weight: 'all' | 'asking'
}

export const noFilter: GroupFilter = {
  text: '',
  host: '',
  level: '',
  class: '',
  customer: '',
  weight: 'all',
}

const classOrder: readonly GroupVerdict[] = ['new', 'shifted', 'gone', 'unchanged']
const weightOrder = ['stop', 'look', 'note', undefined] as const

/** New first, then what shifted, what went, what was known; in each the gravest, then the most frequent. */
export const inOrder = (groups: readonly GroupLine[]): readonly GroupLine[] =>
  groups.toSorted(
    (a, b) =>
      classOrder.indexOf(a.verdict) - classOrder.indexOf(b.verdict) ||
      weightOrder.indexOf(a.weight) - weightOrder.indexOf(b.weight) ||
      b.after - a.after ||
      b.before - a.before ||
      (a.id < b.id ? -1 : 1),
  )

export function filtered(groups: readonly GroupLine[], filter: GroupFilter): readonly GroupLine[] {
  const text = filter.text.trim().toLowerCase()
  const customer = filter.customer.trim()
  return groups.filter(
    (group) =>
      (filter.weight === 'all' || group.weight === 'stop' || group.weight === 'look') &&
      (filter.class === '' || group.verdict === filter.class) &&
      (filter.host === '' || group.hosts.includes(filter.host)) &&
      (filter.level === '' ||
        (filter.level === 'suspect' ? group.suspect : group.level === filter.level)) &&
      (customer === '' ||
        [...group.moved, ...group.others].some((id) => id.startsWith(customer))) &&
      (text === '' ||
        `${group.text} ${group.id} ${group.signature ?? ''}`.toLowerCase().includes(text)),
  )
}

/** `2 moved, 1 other, 1 of them unsure`. */
export function whomWords(
  group: Pick<
    GroupLine,
    'moved' | 'others' | 'unsure' | 'level' | 'suspect' | 'because' | 'signature'
  >,
): string {
  const { moved, others, unsure } = group
  if (moved.length + others.length === 0)
    return isOnlyCounted(group) ? 'only counted' : 'nobody named'
  return [
    ...(moved.length === 0
      ? []
      : [moved.length === 1 ? (moved[0] ?? '') : `${moved.length} moved`]),
    ...(others.length === 0
      ? []
      : [`${others.length} ${others.length === 1 ? 'other' : 'others'}`]),
    ...(unsure === 0 ? [] : [`${unsure} unsure`]),
  ].join(', ')
}

/** Of a text without values: of information none are kept, though it has places for them. */
export const whyNoValues = (text: string): string =>
  text.includes('<*>')
    ? 'Values of lines of information are not kept; the examples show some.'
    : 'Nothing varies in it.'

export const levelWords = ({ level, suspect }: Pick<GroupLine, 'level' | 'suspect'>): string =>
  suspect && level === 'other' ? 'suspect' : level

export type BatchChoice = {
  readonly id: string
  readonly label: string
  readonly check: LogCheckLine | undefined
}

/** Every batch of the plan with its last check, and checks of batches that are no longer planned. */
export function batchChoices(
  batches: readonly BatchView[],
  checks: readonly LogCheckLine[],
): readonly BatchChoice[] {
  const byId = new Map<string, LogCheckLine>(checks.map((check) => [check.batch, check]))
  const planned = new Set(batches.map(({ id }) => id))
  return [
    ...batches.map((batch) => ({
      id: batch.id,
      label: batchName(batch.id),
      check: byId.get(batch.id),
    })),
    ...checks
      .filter(({ batch }) => !planned.has(batch))
      .map((check) => ({
        id: check.batch,
        label: `${batchName(check.batch)} (no longer planned)`,
        check,
      })),
  ]
}

/** Batches that an entry of the ledger may end after, from its own on: the ledger counts their turns, people know their names. */
export function endChoices(
  batches: readonly BatchView[],
  own: string,
): readonly { readonly value: string; readonly label: string }[] {
  const from = batches.find(({ id }) => id === own)?.ordinal ?? 0
  return batches
    .filter(({ ordinal }) => ordinal >= from)
    .map(({ id, ordinal }) => ({ value: String(ordinal), label: batchName(id) }))
}

/** The batch of a turn that an entry of the ledger ends after. */
export function endName(turn: number, batches: readonly BatchView[]): string {
  const batch = batches.find(({ ordinal }) => ordinal === turn)
  return batch === undefined ? `batch number ${turn}` : batchName(batch.id)
}

/** The one to look at first: a fail that nobody has answered for, else the last that was checked, else the first. */
export const firstChoice = (choices: readonly BatchChoice[]): string | undefined =>
  (
    choices.find(({ check }) => check?.verdict === 'fail' && !check.settled) ??
    choices
      .filter(({ check }) => check !== undefined)
      .toSorted((a, b) => (b.check?.at ?? 0) - (a.check?.at ?? 0))[0] ??
    choices[0]
  )?.id

/** `fail, answered for`: what a batch in the list says beside its name. */
export const choiceWords = ({ label, check }: BatchChoice): string =>
  check === undefined
    ? `${label}: not checked`
    : `${label}: ${check.verdict}${check.verdict === 'fail' ? (check.settled ? ', answered for' : ', open') : ''}`

/** What a look brought that the one before had not: said once, the gravest first. */
export function whatIsNew(
  before: LogCheckView | null | undefined,
  after: LogCheckView,
): readonly string[] {
  const known = new Map(before?.groups.map((group) => [group.id, group.after]))
  const asking = inOrder(after.groups).filter(
    ({ weight }) => weight === 'stop' || weight === 'look',
  )
  return [
    ...asking.flatMap((group) => {
      const old = known.get(group.id)
      if (old === undefined)
        return `${classWords[group.verdict]} ${levelWords(group)} on ${group.hosts.join(', ')}, ${whomWords(group)}: ${group.text}`
      return old < group.after ? `${group.after - old} more (${group.after}): ${group.text}` : []
    }),
    ...(before === null || before === undefined || before.verdict !== after.verdict
      ? [`verdict ${after.verdict}`]
      : []),
  ]
}

/** `42 more lines, 1 more error`: what a look brought in numbers; nothing where it brought none. */
export function countsWords(
  before: readonly HostLook[] | undefined,
  after: readonly HostLook[],
): readonly string[] {
  if (before === undefined) return []
  const more = (of: 'lines' | 'errors' | 'warnings'): number => total(after, of) - total(before, of)
  const lines = more('lines')
  if (lines === 0) return []
  const worst = after.filter(({ host, errors }) => errors > errorsOf(before, host))
  return [
    [
      counted(lines, 'more line'),
      counted(more('errors'), 'error'),
      counted(more('warnings'), 'warning'),
      ...(worst.length === 0 ? [] : [`errors on ${worst.map(({ host }) => host).join(', ')}`]),
    ].join(', '),
  ]
}

const total = (hosts: readonly HostLook[], of: 'lines' | 'errors' | 'warnings'): number =>
  hosts.reduce((n, host) => n + host[of], 0)
const errorsOf = (hosts: readonly HostLook[], name: string): number =>
  hosts.find(({ host }) => host === name)?.errors ?? 0

/** Words of a template as the id of an entry of the noise ledger. */
export const noiseId = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/<\*>|[^a-z0-9]+/g, ' ')
    .trim()
    .split(/\s+/)
    .slice(0, 5)
    .join('-')
    .slice(0, 60)

/** `+1.2 s`, `−350 ms`, `0 ms`. */
export function skewText(ms: number): string {
  const size = Math.abs(ms)
  const sign = size < 0.5 ? '' : ms > 0 ? '+' : '−'
  return size < 1000 ? `${sign}${Math.round(size)} ms` : `${sign}${(size / 1000).toFixed(1)} s`
}

export const sizeText = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 2 ** 20
      ? `${(bytes / 1024).toFixed(1)} KiB`
      : `${(bytes / 2 ** 20).toFixed(1)} MiB`
