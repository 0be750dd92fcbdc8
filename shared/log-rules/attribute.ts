import type { CustomerId } from '../domain/ids.ts'
import { pointers } from './directory.ts'
import type { Candidate, Directory, MentionRecord, Pointer } from './directory.ts'
import type { SideTally } from './types.ts'

/**
 * Counts, by group, the customers that its records speak of. A record that has only an id of its call is counted for the
 * customer whom other records with this id name: other lines, other files, other hosts, earlier or later. So answers are given
 * at the end, and the order of records makes no difference.
 */
export type Attribution = {
  /**
   * A record of a group. `key` names the group (and side). `isCalm`: it is no trouble, and waits only where there is room for trouble too.
   * Default false.
   */
  readonly note: (
    key: string,
    record: MentionRecord & { readonly times: number },
    isCalm?: boolean,
  ) => void
  /** A quick no for a message's bytes: `note` and `learn` would find nothing in this line. */
  readonly mayMention: Directory['mayMention']
  readonly mayMentionAlike: Directory['mayMentionAlike']
  /** The same for `learn` alone: it finds nothing in a line that names nobody. */
  readonly mayName: Directory['mayName']
  /** A record of no group, which may still say whose call an id is. */
  readonly learn: (record: MentionRecord) => void
  readonly merge: (other: Attribution) => void
  /** Ids that records of groups have and nobody has explained: worth a second look at the lines that were passed over. */
  readonly wanted: () => readonly string[]
  readonly of: (key: string) => SideTally['customers']
  /** With `joinLater`: records of the group that have only ids of calls. */
  readonly waiting: (key: string) => readonly WaitingCalls[]
  /** Whom the ids of calls stand for, as far as these records say. */
  readonly explained: () => ReadonlyMap<string, readonly Candidate[]>
  /** Records whose customer may be unknown only because a limit was reached, calm ones apart; more than 0 must be shown. */
  readonly dropped: () => Dropped
  /** For `merge` only. */
  readonly state: State
}

export type WaitingCalls = { readonly ids: readonly string[]; readonly times: number }
export type Dropped = { readonly asked: number; readonly calm: number }

type Known = Map<CustomerId, { by: Pointer; unsure: boolean }>
type Counted = { count: number; sure: number; by: Pointer }
type Waiting = { readonly ids: readonly string[]; readonly isCalm: boolean; times: number }
type State = {
  readonly explained: Map<string, Known>
  readonly direct: Map<string, Map<CustomerId, Counted>>
  readonly waiting: Map<string, Map<string, Waiting>>
  waitingSize: number
  /** Records that could not wait. */
  dropped: Dropped
  /** Ids forgotten to make room. */
  forgotten: number
}

export type AttributionLimits = {
  /** Ids of calls remembered with their customers; beyond that the oldest is forgotten. About 300 bytes each. Default 100,000. */
  readonly ids?: number
  /** Different ids that records wait for. Default 100,000. */
  readonly waiting?: number
  /** `of` answers only what records say themselves; the caller joins `waiting` and `explained`, of more records than these. Default false. */
  readonly joinLater?: boolean
}

export function createAttribution(
  directory: Directory,
  {
    ids: mostIds = 100_000,
    waiting: mostWaiting = 100_000,
    joinLater = false,
  }: AttributionLimits = {},
): Attribution {
  const state: State = {
    explained: new Map(),
    direct: new Map(),
    waiting: new Map(),
    waitingSize: 0,
    dropped: { asked: 0, calm: 0 },
    forgotten: 0,
  }
  const explain = (id: string, candidates: readonly Candidate[]): void => {
    let known = state.explained.get(id)
    if (known === undefined) {
      state.explained.set(id, (known = new Map()))
      if (state.explained.size > mostIds) {
        for (const oldest of state.explained.keys()) {
          state.explained.delete(oldest)
          break
        }
        state.forgotten++
      }
    }
    for (const { customer, by, unsure } of candidates) {
      const old = known.get(customer)
      known.set(customer, {
        by: old === undefined ? by : surer(old.by, by),
        unsure: unsure && (old?.unsure ?? true),
      })
    }
  }
  const drop = ({ asked, calm }: Dropped, times: number, isCalm: boolean): Dropped =>
    isCalm ? { asked, calm: calm + times } : { asked: asked + times, calm }
  const wait = (key: string, { ids, times, isCalm }: Waiting): void => {
    const list = of(state.waiting, key)
    const name = ids.join('\n')
    const same = list.get(name)
    if (same !== undefined) same.times += times
    else if (state.waitingSize < (isCalm ? mostWaiting / 2 : mostWaiting)) {
      state.waitingSize++
      list.set(name, { ids, times, isCalm })
    } else state.dropped = drop(state.dropped, times, isCalm)
  }
  return {
    state,
    mayMention: directory.mayMention,
    mayMentionAlike: directory.mayMentionAlike,
    mayName: directory.mayName,
    learn(record) {
      const { candidates, ids } = directory.look(record)
      if (candidates.length > 0) for (const id of ids) explain(id, candidates)
    },
    note(key, record, isCalm = false) {
      const { candidates, ids } = directory.look(record)
      if (candidates.length === 0) {
        if (ids.length > 0) wait(key, { ids, times: record.times, isCalm })
        return
      }
      for (const id of ids) explain(id, candidates)
      for (const candidate of candidates) count(of(state.direct, key), candidate, record.times)
    },
    merge({ state: other }) {
      for (const [id, known] of other.explained)
        explain(
          id,
          [...known].map(([customer, k]) => ({ customer, ...k })),
        )
      for (const [key, customers] of other.direct)
        for (const [customer, c] of customers) {
          const mine = of(state.direct, key)
          count(mine, { customer, by: c.by, unsure: false }, c.sure)
          if (c.count > c.sure) count(mine, { customer, by: c.by, unsure: true }, c.count - c.sure)
        }
      for (const [key, list] of other.waiting) for (const entry of list.values()) wait(key, entry)
      const { asked, calm } = state.dropped
      state.dropped = { asked: asked + other.dropped.asked, calm: calm + other.dropped.calm }
      state.forgotten += other.forgotten
    },
    wanted() {
      const ids = new Set<string>()
      for (const list of state.waiting.values())
        for (const entry of list.values())
          if (!entry.ids.some((id) => state.explained.has(id)))
            for (const id of entry.ids) ids.add(id)
      return [...ids].sort()
    },
    of(key) {
      const counted = new Map(
        [...(state.direct.get(key) ?? [])].map(([id, c]): [CustomerId, Counted] => [id, { ...c }]),
      )
      if (!joinLater)
        for (const { ids, times } of state.waiting.get(key)?.values() ?? [])
          for (const candidate of byIds((id) => candidatesOf(state.explained.get(id)), ids))
            count(counted, candidate, times)
      return [...counted]
        .map(([customer, c]) => ({ customer, count: c.count, unsure: c.sure === 0, by: c.by }))
        .sort((a, b) => b.count - a.count || (a.customer < b.customer ? -1 : 1))
    },
    waiting: (key) => (joinLater ? [...(state.waiting.get(key)?.values() ?? [])] : []),
    explained: () =>
      new Map([...state.explained].map(([id, known]) => [id, candidatesOf(known) ?? []])),
    dropped() {
      if (state.forgotten === 0) return state.dropped
      let left = state.dropped
      for (const list of state.waiting.values())
        for (const { ids, times, isCalm } of list.values())
          if (!ids.some((id) => state.explained.has(id))) left = drop(left, times, isCalm)
      return left
    },
  }
}

function of<K, V>(map: Map<string, Map<K, V>>, key: string): Map<K, V> {
  let inner = map.get(key)
  if (inner === undefined) map.set(key, (inner = new Map<K, V>()))
  return inner
}

function count(into: Map<CustomerId, Counted>, candidate: Candidate, times: number): void {
  if (times === 0) return
  const sure = candidate.unsure ? 0 : times
  const old = into.get(candidate.customer)
  if (old === undefined) into.set(candidate.customer, { count: times, sure, by: candidate.by })
  else {
    old.count += times
    old.sure += sure
    old.by = surer(old.by, candidate.by)
  }
}

/** What two parts say of one call: the surer word of each customer. In the order of customers, whatever the order of the parts. */
export function bothCandidates(
  a: readonly Candidate[],
  b: readonly Candidate[],
): readonly Candidate[] {
  const all = new Map<CustomerId, Candidate>()
  for (const candidate of [...a, ...b]) {
    const { customer, by, unsure } = candidate
    const old = all.get(customer)
    all.set(
      customer,
      old === undefined
        ? candidate
        : { customer, by: surer(old.by, by), unsure: unsure && old.unsure },
    )
  }
  return [...all.values()].sort((x, y) => (x.customer < y.customer ? -1 : 1))
}

const candidatesOf = (known: Known | undefined): readonly Candidate[] | undefined =>
  known === undefined ? undefined : [...known].map(([customer, k]) => ({ customer, ...k }))

/** Customers whom the ids of a record stand for: those that all explained ids agree on, else all of them, unsure. */
export function byIds(
  explained: (id: string) => readonly Candidate[] | undefined,
  ids: readonly string[],
): readonly Candidate[] {
  const sets = ids.flatMap((id) => {
    const known = explained(id)
    return known === undefined ? [] : [new Map(known.map((c) => [c.customer, c.unsure]))]
  })
  const all = new Set(sets.flatMap((known) => [...known.keys()]))
  const agreed = [...all].filter((id) => sets.every((known) => known.has(id)))
  const chosen = agreed.length > 0 ? agreed : [...all]
  return chosen.map((customer) => ({
    customer,
    by: 'call-id',
    unsure: chosen.length > 1 || sets.every((known) => known.get(customer) !== false),
  }))
}

const surer = (a: Pointer, b: Pointer): Pointer =>
  pointers.indexOf(a) <= pointers.indexOf(b) ? a : b
