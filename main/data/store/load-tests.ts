import type { Survey } from '../../../shared/domain/analysis/facts.ts'
import { loadFacts } from '../../../shared/domain/analysis/from-operations.ts'
import { operations } from '../../../shared/domain/operations.ts'
import type { ReadDb } from '../db.ts'

type Row = { at: number; run: string; host: string; answer: string | null }

type Measured = { readonly [K in 'facts' | 'sources']: readonly Survey[K][number][] }

/** What load tests of runs measured: of each host and kind of work the newest. */
export function readLoadTests(db: ReadDb) {
  const attempts = db.prepare<[], Row>(
    `SELECT e.at, a.run, a.host, json_extract(e.event, '$.answer') AS answer
     FROM attempts a JOIN events e ON e.attempt = a.id
     WHERE a.operation = 'load-test' AND a.state = 'succeeded' AND e.kind = 'attempt.ended'
     ORDER BY e.seq`,
  )
  return {
    newest(): Measured {
      const tests = new Map<string, Measured>()
      for (const { at, run, host, answer } of attempts.all()) {
        const parsed = operations['load-test'].answer.safeParse(JSON.parse(answer ?? 'null'))
        if (!parsed.success) continue
        const { work, done, seconds } = parsed.data
        const source = `load-test of ${work} on ${host}, run ${run}`
        tests.set(`${host} ${work}`, {
          sources: [
            { name: source, state: 'read', sentence: `${done} pieces in ${Math.round(seconds)} s` },
          ],
          facts: loadFacts({ host, source, at }, parsed.data),
        })
      }
      return {
        sources: [...tests.values()].flatMap(({ sources }) => sources),
        facts: [...tests.values()].flatMap(({ facts }) => facts),
      }
    },
  }
}
