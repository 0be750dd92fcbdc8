import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { AnalysisSigned, FindingDecided } from '../../../shared/domain/analysis/analysis-events.ts'
import type { Decision } from '../../../shared/domain/analysis/findings.ts'
import type { Signature, Waiver } from '../../../shared/domain/analysis/gate.ts'
import { registerSchemas } from '../../../shared/domain/analysis/registers.ts'
import type {
  EntryOf,
  Registered,
  RegisterName,
  Registers,
} from '../../../shared/domain/analysis/registers.ts'
import type { EventOf, StoredEvent } from '../../../shared/domain/journal.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import { parseEvent } from './events.ts'
import type { EventRow } from './events.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

type EntryRow = { register: string; id: string; entry: string; by: string; at: number }

/** What people wrote down, decided and signed. */
export function readRegisters(db: ReadDb) {
  const entries = db.prepare<[], EntryRow>('SELECT * FROM register_entries ORDER BY register, id')
  const decisions = db.prepare<[], { decision: string; at: number }>(
    'SELECT decision, at FROM finding_decisions ORDER BY at, finding',
  )
  const signatures = db.prepare<[], { signature: string; at: number }>(
    'SELECT signature, at FROM analysis_signatures ORDER BY id',
  )
  const looks = db.prepare<[], EventRow>(
    `SELECT * FROM events WHERE kind = 'catalog.looked' ORDER BY seq`,
  )
  const waived = db.prepare<[], EventRow>(
    `SELECT * FROM events WHERE kind = 'analysis.waived' ORDER BY seq DESC LIMIT 1`,
  )
  return {
    registers(): Registers {
      // The same keys as the schemas, each with a list of its own.
      const all = Object.fromEntries(
        Object.keys(registerSchemas).map((name) => [name, []]),
      ) as unknown as { [R in RegisterName]: Registered<EntryOf<R>>[] }
      for (const row of entries.all()) {
        if (!(row.register in registerSchemas)) continue
        const name = row.register as RegisterName // looked up above
        const list = all[name] as Registered<unknown>[] // parsed below by the schema of this register
        const entry = registerSchemas[name].parse(JSON.parse(row.entry))
        list.push({ id: row.id, entry, by: row.by, at: row.at })
      }
      return all
    },
    decisions: (): readonly Decision[] =>
      decisions.all().map(({ decision, at }) => {
        const {
          kind: _kind,
          owner,
          due,
          evidence,
          ...rest
        } = FindingDecided.parse(JSON.parse(decision))
        return {
          ...rest,
          at,
          ...(owner === undefined ? {} : { owner }),
          ...(due === undefined ? {} : { due }),
          ...(evidence === undefined ? {} : { evidence }),
        }
      }),
    signatures: (): readonly Signature[] =>
      signatures.all().map(({ signature, at }) => {
        const { kind: _kind, note, ...rest } = AnalysisSigned.parse(JSON.parse(signature))
        return { ...rest, at, ...(note === undefined ? {} : { note }) }
      }),
    waiver(): Waiver | undefined {
      const row = waived.get()
      const stored = row === undefined ? undefined : parseEvent(row)
      return stored?.event.kind === 'analysis.waived'
        ? { by: stored.event.by, reason: stored.event.reason, at: stored.at }
        : undefined
    },
    /** Oldest first. */
    looks: (): readonly (StoredEvent & { readonly event: EventOf<'catalog.looked'> })[] =>
      looks.all().flatMap((row) => {
        const stored = parseEvent(row)
        return stored.event.kind === 'catalog.looked' ? [{ ...stored, event: stored.event }] : []
      }),
  }
}

export function writeRegisters(db: WriteDb) {
  const put = db.prepare('INSERT OR REPLACE INTO register_entries VALUES (?, ?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM register_entries WHERE register = ? AND id = ?')
  const decide = db.prepare('INSERT OR REPLACE INTO finding_decisions VALUES (?, ?, ?)')
  const sign = db.prepare('INSERT INTO analysis_signatures (side, signature, at) VALUES (?, ?, ?)')
  const last = db
    .prepare<[string], string>(
      'SELECT signature FROM analysis_signatures WHERE side <> ? ORDER BY id DESC LIMIT 1',
    )
    .pluck()
  return {
    put({ put: { register, id, entry }, by }: EventOf<'register.put'>, at: Instant): void {
      put.run(register, id, canonicalJson(entry), by, at)
    },
    remove({ register, id }: EventOf<'register.removed'>): Refusal {
      return remove.run(register, id).changes === 0
        ? refuse('not-found', `There is no ${id} in the register ${register}.`)
        : undefined
    },
    /** Nothing closes without a decision or evidence. */
    decide(event: EventOf<'finding.decided'>, at: Instant): Refusal {
      if (event.decision === 'done' && event.evidence === undefined)
        return refuse(
          'bad-input',
          `${event.finding} is done only with evidence: say what shows it.`,
        )
      if (
        (event.decision === 'plan' || event.decision === 'assign') &&
        (event.owner === undefined || event.due === undefined)
      )
        return refuse('bad-input', `${event.finding}: a plan names who does it and until when.`)
      decide.run(event.finding, canonicalJson(event), at)
      return undefined
    },
    sign(event: EventOf<'analysis.signed'>, at: Instant): Refusal {
      const other = last.get(event.side)
      if (other !== undefined && AnalysisSigned.parse(JSON.parse(other)).by === event.by)
        return refuse(
          'not-allowed',
          `${event.by} has signed for the other side: two people sign, one of each side.`,
        )
      sign.run(event.side, canonicalJson(event), at)
      return undefined
    },
  }
}
