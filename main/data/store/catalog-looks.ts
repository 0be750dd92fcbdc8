import { z } from 'zod'
import { CatalogLook } from '../../../shared/domain/analysis/analysis-events.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb } from '../db.ts'
import type { CatalogBaseline } from '../results-protocol.ts'

type Row = { at: number; run: string; step: string; host: string; answer: string }

/** The answer of `catalog-fingerprint` as an attempt has it. */
const Answer = CatalogLook.omit({ system: true })

const Looked = z.object({
  purpose: z.enum(['freeze', 'check']),
  looks: z.array(CatalogLook),
})

type Look = CatalogLook & { readonly at: Instant; readonly from: 'copy' | 'freeze' | 'check' }

/** Fingerprints of the catalog, from runs and from looks beside them: what was at the copy, and what is now. */
export function readCatalogLooks(
  db: ReadDb,
  systemOf: (host: string) => CatalogLook['system'] | undefined,
) {
  const attempts = db.prepare<[], Row>(
    `SELECT e.at, a.run, a.step, a.host, json_extract(e.event, '$.answer') AS answer
     FROM attempts a JOIN events e ON e.attempt = a.id
     WHERE a.operation = 'catalog-fingerprint' AND a.state = 'succeeded' AND e.kind = 'attempt.ended'
     ORDER BY e.seq`,
  )
  const looked = db.prepare<[], { at: number; event: string }>(
    `SELECT at, event FROM events WHERE kind = 'catalog.looked' ORDER BY seq`,
  )
  /** The last copy that was not taken back. */
  const copy = db
    .prepare<[], string>(
      `SELECT id FROM runs WHERE procedure = 'database-copy' AND state = 'succeeded'
       ORDER BY ended_at DESC LIMIT 1`,
    )
    .pluck()

  const all = (): readonly Look[] => {
    const ofCopy = copy.get()
    const inRuns = attempts.all().flatMap(({ at, run, host, answer }): readonly Look[] => {
      const system = systemOf(host)
      const parsed = Answer.safeParse(JSON.parse(answer))
      return system === undefined || !parsed.success
        ? []
        : [
            {
              ...parsed.data,
              system,
              at: Instant.parse(at),
              from: run === ofCopy ? 'copy' : 'check',
            },
          ]
    })
    const beside = looked.all().flatMap(({ at, event }): readonly Look[] => {
      const parsed = Looked.parse(JSON.parse(event))
      return parsed.looks.map((look) => ({
        ...look,
        at: Instant.parse(at),
        from: parsed.purpose,
      }))
    })
    return [...inRuns, ...beside].toSorted((a, b) => a.at - b.at)
  }

  const plain = ({ at: _at, from: _from, ...look }: Look): CatalogLook => look

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
      return lastOfEach(
        all().filter(({ at, from }) => at >= baseline.at && from !== baseline.from),
      ).map(plain)
    },
  }
}

const lastOfEach = (looks: readonly Look[]): readonly Look[] =>
  (['source', 'target'] as const).flatMap(
    (system) => looks.findLast((look) => look.system === system) ?? [],
  )
