import { counted } from '../../../shared/base/counted.ts'
import { bothCandidates, byIds } from '../../../shared/log-rules/attribute.ts'
import { isTrouble } from '../../../shared/log-rules/comparison.ts'
import type { Candidate } from '../../../shared/log-rules/directory.ts'
import type { ShapeTally, SideTally } from '../../../shared/log-rules/types.ts'
import type { ReadDb } from '../db.ts'
import { readLogCalls } from '../store/log-calls.ts'
import { withCustomers } from './keep-side.ts'

export type CallJoin = ReturnType<typeof createCallJoin>

/** Gives records that have only the id of a call the customer whom other records with it name, of any host and any fetch. */
export function createCallJoin(db: ReadDb) {
  const calls = readLogCalls(db)
  const waiting = new Map<string, readonly Candidate[]>()
  let left = 0
  /** The same of lines that nobody asks of: a busy platform ends more calls than are kept. */
  let calm = 0
  let unknown = 0

  function candidatesOf(id: string): readonly Candidate[] | undefined {
    const [kept, told] = [calls.of(id), waiting.get(id)]
    return kept === undefined || told === undefined ? (kept ?? told) : bothCandidates(kept, told)
  }

  function side(tally: SideTally, isAsked: boolean): SideTally {
    const { calls: waiting, ...rest } = tally
    if (waiting === undefined) return tally
    if (isAsked) left += waiting.more
    else calm += waiting.more
    const found = Object.entries(waiting.seen).flatMap(([ids, times]) => {
      const candidates = byIds(candidatesOf, ids.split(' '))
      if (candidates.length === 0) unknown += times
      return candidates.map(({ customer, by, unsure }) => ({ customer, by, unsure, count: times }))
    })
    return { ...rest, ...withCustomers(rest, found) }
  }

  return {
    /** What records say that still wait for their end, in files that nobody has written to since. */
    learn(told: ReadonlyMap<string, readonly Candidate[]>): void {
      for (const [id, candidates] of told)
        waiting.set(id, bothCandidates(waiting.get(id) ?? [], candidates))
    },
    joined(shape: ShapeTally): ShapeTally {
      const { before, after, ...rest } = shape
      if (before?.calls === undefined && after?.calls === undefined) return shape
      // A code that is new makes trouble of information.
      const isAsked = isTrouble(shape) || before === undefined
      return {
        ...rest,
        ...(before === undefined ? {} : { before: side(before, isAsked) }),
        ...(after === undefined ? {} : { after: side(after, isAsked) }),
      }
    },
    /** After all were joined. */
    gaps: (): readonly string[] =>
      left === 0
        ? []
        : [
            `${counted(left, 'record')} name calls that could not be kept: whose they are is not known`,
          ],
    notes: (): readonly string[] => [
      ...(calm === 0
        ? []
        : [`${counted(calm, 'record')} of information name calls that could not be kept`]),
      ...(unknown > 0 && calls.hasForgotten()
        ? [
            `${counted(unknown, 'record')} name calls that nothing kept explains; older calls were forgotten`,
          ]
        : []),
    ],
  }
}
