import type { Command } from 'commander'
import { fail } from '../../../../shared/domain/problems.ts'
import { formatInstant } from '../../../../shared/domain/time.ts'
import { LedgerEntry, endOf } from '../../../../shared/log-rules/ledger.ts'
import type { LedgerRow } from '../../../data/protocol.ts'
import { instantOf, wholeNumber } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes, table } from '../../output.ts'
import { whoAmI } from '../../session.ts'

type NoteFlags = {
  readonly owner?: string
  readonly why: string
  readonly group?: string
  readonly signature?: string
  readonly phrase?: string
  readonly until: string
}

/** `logs ledger`: what somebody answers for as noise, each with an end. */
export function addLedgerCommands(logs: Command): void {
  const ledger = logs
    .command('ledger')
    .description(
      'what somebody answers for as noise: `ledger PROJECT`, `ledger note`, `ledger end`',
    )

  ledger
    .command('list', { isDefault: true })
    .description('every entry, in force or ended')
    .argument('<project>')
    .action(async (project: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const rows = await engine.logs.ledger()
        if (!rows.ok) return output.problem(rows.problem)
        output.say(
          rows.value.length === 0
            ? 'Nothing has been noted as noise.'
            : table(['id', 'hides', 'owner', 'until', 'noted', 'why'], rows.value.map(cells)),
        )
        output.document({ ledger: rows.value })
        return exitCodes.done
      }),
    )
  ledger
    .command('note')
    .description('answer for a group: later checks do not hold it against a batch, until its end')
    .argument('<project>')
    .argument('<id>', 'a name for the entry: small letters, digits, dashes')
    .requiredOption('--why <text>', 'why it is not a risk')
    .requiredOption('--until <end>', 'an instant, or the number of the last batch: batch:4')
    .option('--group <id>', 'id of a template, as the check shows it')
    .option('--signature <id>', 'the only way to silence one that stops a batch')
    .option('--phrase <words>', 'words of the template, * between')
    .option('--owner <name>', 'who answers for it; default: you')
    .action(async (project: string, id: string, flags: NoteFlags, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const { group, signature, phrase, why, until, owner = whoAmI() } = flags
        const entry = entryOf({
          id,
          owner,
          reason: why,
          until: endFrom(until),
          ...(group === undefined ? {} : { group }),
          ...(signature === undefined ? {} : { signature }),
          ...(phrase === undefined ? {} : { phrase }),
        })
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const noted = await engine.logs.note(entry, whoAmI())
        if (!noted.ok) return output.problem(noted.problem)
        output.say(`${id} is noted until ${endOf(entry)}; ${owner} answers for it.`)
        output.document({ noted: entry })
        return exitCodes.done
      }),
    )
  ledger
    .command('end')
    .description('end an entry before its time')
    .argument('<project>')
    .argument('<id>')
    .action(async (project: string, id: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const ended = await engine.logs.endNote(id, whoAmI())
        if (!ended.ok) return output.problem(ended.problem)
        output.say(`${id} has ended.`)
        output.document({ ended: id })
        return exitCodes.done
      }),
    )
}

const cells = ({ entry, at, by, endedAt, endedBy }: LedgerRow): readonly string[] => [
  entry.id,
  entry.group ?? entry.signature ?? `"${entry.phrase ?? ''}"`,
  entry.owner,
  endedAt === undefined ? endOf(entry) : `ended ${formatInstant(endedAt)} by ${endedBy ?? ''}`,
  `${formatInstant(at)} by ${by}`,
  entry.reason,
]

/** `2026-12-01T00:00:00Z` or `batch:4`. */
export function endFrom(until: string): LedgerEntry['until'] {
  const batch = /^batch:(.*)$/.exec(until)?.[1]
  return batch === undefined
    ? { at: instantOf(until) }
    : { batch: wholeNumber(batch, 'the batch of --until') }
}

function entryOf(entry: unknown): LedgerEntry {
  const parsed = LedgerEntry.safeParse(entry)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return fail(
    'wrong-use',
    `this is no entry of the ledger: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    { safe: 'nothing was noted' },
  )
}
