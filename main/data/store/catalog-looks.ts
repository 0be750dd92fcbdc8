import { z } from 'zod'
import { CatalogLook } from '../../../shared/domain/analysis/analysis-events.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb } from '../db.ts'
import type { CatalogBaseline } from '../results-protocol.ts'

type Row = { seq: number; at: number; run: string; step: string; host: string; answer: string }

/** The answer of `catalog-fingerprint` as an attempt has it. */
const Answer = CatalogLook.omit({ system: true })

const Looked = z.object({
  purpose: z.enum(['freeze', 'check']),
  looks: z.array(CatalogLook),
})

type Look = CatalogLook & {
  /** Its place in the journal: what came later is not told by a clock that may be put back. */
  readonly seq: number
  readonly at: Instant
  readonly from: 'copy' | 'freeze' | 'check'
}

/** Fingerprints of the catalog, from runs and from looks beside them: what was at the copy, and what is now. */
export function readCatalogLooks(
  db: ReadDb,
  systemOf: (host: string) => CatalogLook['system'] | undefined,
) {
  const attempts = db.prepare<[], Row>(
    `SELECT e.seq, e.at, a.run, a.step, a.host, json_extract(e.event, '$.answer') AS answer
     FROM attempts a JOIN events e ON e.attempt = a.id
     WHERE a.operation = 'catalog-fingerprint' AND a.state = 'succeeded' AND e.kind = 'attempt.ended'
     ORDER BY e.seq`,
  )
  const looked = db.prepare<[], { seq: number; at: number; event: string }>(
    `SELECT seq, at, event FROM events WHERE kind = 'catalog.looked' ORDER BY seq`,
  )
  /** The last copy that was not taken back. */
  const copy = db
    .prepare<[], string>(
      `SELECT id FROM runs WHERE procedure = 'database-copy' AND state = 'succeeded'
       ORDER BY (SELECT max(seq) FROM events WHERE run = runs.id AND kind = 'run.state') DESC LIMIT 1`,
    )
    .pluck()

  const all = (): readonly Look[] => {
    const ofCopy = copy.get()
    const inRuns = attempts.all().flatMap(({ seq, at, run, host, answer }): readonly Look[] => {
      const system = systemOf(host)
      const parsed = Answer.safeParse(JSON.parse(answer))
      return system === undefined || !parsed.success
        ? []
        : [
            {
              ...parsed.data,
              seq,
              system,
              at: Instant.parse(at),
              from: run === ofCopy ? 'copy' : 'check',
            },
          ]
    })
    const beside = looked.all().flatMap(({ seq, at, event }): readonly Look[] => {
      const parsed = Looked.parse(JSON.parse(event))
      return parsed.looks.map((look) => ({
        ...look,
        seq,
        at: Instant.parse(at),
        from: parsed.purpose,
      }))
    })
    return [...inRuns, ...beside].toSorted((a, b) => a.seq - b.seq)
  }

  const plain = ({ seq: _seq, at: _at, from: _from, ...look }: Look): CatalogLook => look

  return {
    /** Of the copy where there is one, else of the freeze; the last of each system. */
    baseline(): CatalogBaseline | undefined {
      const looks = all()
      for (const from of ['copy', 'freeze'] as const) {
        const own = lastOfEach(looks.filter((look) => look.from === from))
        const [first] = own
        if (first !== undefined)
          return {
            from,
            at: Instant.parse(Math.max(...own.map(({ at }) => at))),
            looks: own.map(plain),
          }
      }
      return undefined
    },
    /** The newest of each system after the baseline. */
    newest(baseline: CatalogBaseline): readonly CatalogLook[] {
      const looks = all()
      const of = lastOfEach(looks.filter((look) => look.from === baseline.from))
      const last = Math.max(...of.map(({ seq }) => seq))
      return lastOfEach(looks.filter(({ seq, from }) => seq > last && from !== baseline.from)).map(
        plain,
      )
    },
  }
}

const lastOfEach = (looks: readonly Look[]): readonly Look[] =>
  (['source', 'target'] as const).flatMap(
    (system) => looks.findLast((look) => look.system === system) ?? [],
  )
