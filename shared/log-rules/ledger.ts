import { z } from 'zod'
import type { Result } from '../base/result.ts'
import { parseYaml } from '../domain/parse-yaml.ts'
import type { Problem } from '../domain/problems.ts'
import { formatInstant, Instant } from '../domain/time.ts'
import { matchesAny, Phrase } from './phrase.ts'
import type { GroupFinding, LedgerUse } from './types.ts'

/**
 * The noise ledger: what somebody answers for as "not a risk", with a reason and an end. An entry that has ended hides nothing, and
 * the result says what it had hidden. It silences a stop signature only when it names it.
 */

export const LedgerEntry = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,60}$/, 'use small letters, digits and dashes'),
    /** Id of a template, as the check shows it. */
    group: z.string().min(1).optional(),
    /** Id of a signature: the only way to silence one of severity stop. */
    signature: z.string().min(1).optional(),
    /** Words of the template, `*` between. */
    phrase: Phrase.optional(),
    owner: z.string().min(2),
    reason: z.string().min(5),
    until: z.union([
      z.strictObject({ at: Instant }),
      /** The last batch, by its number in the plan, for which it counts; the pilot is 0. */
      z.strictObject({ batch: z.number().int().nonnegative() }),
    ]),
  })
  .superRefine((entry, context) => {
    const named = [entry.group, entry.signature, entry.phrase].filter((m) => m !== undefined)
    if (named.length === 0)
      context.addIssue({ code: 'custom', message: 'name a group, a signature or a phrase' })
  })
export type LedgerEntry = z.infer<typeof LedgerEntry>

export const LedgerFile = z.strictObject({ ledger: z.array(LedgerEntry) })

export function parseLedger(text: string, file: string): Result<readonly LedgerEntry[], Problem> {
  const parsed = parseYaml(text, file, LedgerFile)
  return parsed.ok ? { ok: true, value: parsed.value.ledger } : parsed
}

export type LedgerMoment = {
  readonly at: Instant
  /** Number of the batch in the plan. Without one, entries that end with a batch have ended: nobody knows that they have not. */
  readonly batch?: number | undefined
}

/** Marks what working entries hide. Entries are tried in the order of their ids: the list's order makes no difference. */
export function applyLedger(
  findings: readonly GroupFinding[],
  entries: readonly LedgerEntry[],
  moment: LedgerMoment,
  /** Ids of signatures of severity stop. */
  stops: ReadonlySet<string>,
): { readonly findings: readonly GroupFinding[]; readonly uses: readonly LedgerUse[] } {
  const sorted = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1))
  const uses = new Map<string, { lines: number; groups: string[] }>()
  const marked = findings.map((finding) => {
    const fits = sorted.filter((entry) => hides(entry, finding, stops))
    const working = fits.find((entry) => !hasEnded(entry, moment))
    const counted = working === undefined ? fits.slice(0, 1) : [working]
    for (const { id } of counted) {
      const use = uses.get(id) ?? { lines: 0, groups: [] }
      use.lines += finding.after.count
      use.groups.push(finding.template.id)
      uses.set(id, use)
    }
    if (working === undefined) return finding
    const { owner, reason } = working
    return { ...finding, ledger: { owner, reason, until: endOf(working) } }
  })
  return {
    findings: marked,
    uses: sorted.flatMap((entry): LedgerUse[] => {
      const ended = hasEnded(entry, moment)
      const use = uses.get(entry.id)
      if (use === undefined && !ended) return [{ ...nothing(entry.id), state: 'working' }]
      const { lines, groups } = use ?? nothing(entry.id)
      return [
        {
          entry: entry.id,
          state: ended ? 'expired' : 'working',
          lines,
          groups: [...groups].sort(),
        },
      ]
    }),
  }
}

const nothing = (entry: string) => ({ entry, lines: 0, groups: [] as readonly string[] })

export const hasEnded = ({ until }: LedgerEntry, moment: LedgerMoment): boolean =>
  'at' in until ? moment.at >= until.at : moment.batch === undefined || moment.batch > until.batch

export const endOf = ({ until }: LedgerEntry): string =>
  'at' in until ? formatInstant(until.at) : `batch ${until.batch}`

function hides(entry: LedgerEntry, finding: GroupFinding, stops: ReadonlySet<string>): boolean {
  const signature = finding.signature?.id
  if (entry.signature !== undefined && entry.signature !== signature) return false
  if (signature !== undefined && stops.has(signature) && entry.signature !== signature) return false
  if (entry.group !== undefined && entry.group !== finding.template.id) return false
  return (
    entry.phrase === undefined || matchesAny(finding.template.text.toLowerCase(), [entry.phrase])
  )
}
