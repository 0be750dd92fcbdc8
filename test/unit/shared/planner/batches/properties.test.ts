import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../../../shared/base/canonical-json.ts'
import { PlanEdit } from '../../../../../shared/domain/planning.ts'
import { draftBatches } from '../../../../../shared/planner/batches/draft.ts'
import { editBatches } from '../../../../../shared/planner/batches/edits.ts'
import { brokenRules } from '../../../../../shared/planner/batches/rules.ts'
import type { DraftBatch, PlanCustomer, PlanFacts } from '../../../../../shared/planner/types.ts'
import { inWindows, planCustomer, planFacts } from '../../../../helpers/planner-world.ts'

/** What cannot be had at all is an error of the facts, not of the draft: a group that no window holds. */
const errors = (facts: PlanFacts, batches: readonly DraftBatch[]): string[] =>
  brokenRules(facts, batches)
    .filter((f) => f.severity === 'error' && !f.message.includes('longest window'))
    .map((f) => f.message)

const anyRow = fc.record({
  tie: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'parent', 'office', 'ivr'),
  to: fc.nat({ max: 5000 }),
  accounts: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.nat({ max: 900 })),
  minutes: fc.nat({ max: 5000 }),
  product: fc.constantFrom('A', 'B', 'C', 'D'),
  handWork: fc.constantFrom('none', 'none', 'none', 'mail', 'smpp', 'ivr'),
  tag: fc.constantFrom('none', 'x', 'y'),
})

/** Rows as customers of two environments; ties only within one. */
const customersOf = (rows: readonly (typeof anyRow extends fc.Arbitrary<infer R> ? R : never)[]) =>
  rows.map((row, i): PlanCustomer => {
    const to = `c${row.to % Math.max(1, i)}`
    const inside = row.tie !== 'none' && row.to % Math.max(1, i) < i
    const environment = i % 3 === 0 ? 'uk' : 'us'
    const near = inside && ((row.to % Math.max(1, i)) % 3 === 0) === (i % 3 === 0)
    return planCustomer(`c${i}`, {
      environment,
      accounts: row.accounts,
      monthlyMinutes: row.minutes,
      product: row.product,
      handWork: row.handWork === 'none' ? [] : [row.handWork],
      ...(row.tag === 'none' ? {} : { tags: [row.tag] }),
      ...(near && row.tie === 'parent' ? { parent: to } : {}),
      ...(near && row.tie === 'office' ? { mainOffice: to } : {}),
      ...(row.tie === 'ivr' ? { ivr: `${row.to % 40}` } : {}),
    })
  })

const anyFacts = (maxLength: number): fc.Arbitrary<PlanFacts> =>
  fc
    .record({
      rows: fc.array(anyRow, { maxLength, size: 'max' }),
      pilotSize: fc.integer({ min: 1, max: 25 }),
      batchSize: fc.integer({ min: 1, max: 120 }),
      more: fc.nat({ max: 60 }),
      width: fc.integer({ min: 1, max: 16 }),
      composeBy: fc.constantFrom('even', 'size', 'traffic', 'product', 'tag'),
      environmentOrder: fc.constantFrom('one-by-one', 'in-turn'),
      // Short windows, so that work and not only numbers bounds a batch.
      offPeak: fc.constantFrom('01:00-05:00', '01:00-01:50', '23:30-00:10'),
    })
    .map((w) =>
      planFacts({
        environments: ['us', 'uk'],
        customers: customersOf(w.rows),
        offPeak: w.offPeak,
        transfer: {
          pilotSize: w.pilotSize,
          batchSize: w.batchSize,
          maxBatchSize: w.batchSize + w.more,
          width: w.width,
        },
        settings: { composeBy: w.composeBy, environmentOrder: w.environmentOrder },
      }),
    )

function draft(facts: PlanFacts): readonly DraftBatch[] {
  const drafted = draftBatches(facts)
  if (!drafted.ok) throw new Error(drafted.problem.message)
  return drafted.value.batches
}

/** The same facts again, with nothing that a cache could know. */
const copyOf = (facts: PlanFacts): PlanFacts => ({
  ...facts,
  customers: facts.customers.map((c) => ({ ...c })),
})

/** The best that can be said of a draft; anything else is a fault in words. */
function faults(facts: PlanFacts): readonly string[] {
  const batches = draft(facts)
  const found = errors(facts, batches)
  const placed = batches.flatMap((b) => b.members).toSorted()
  if (
    placed.join() !==
    facts.customers
      .map((c) => c.id)
      .toSorted()
      .join()
  )
    found.push('not everybody is in exactly one batch')
  if (canonicalJson(draft(copyOf(facts))) !== canonicalJson(batches)) found.push('other bytes')
  return found
}

describe('drafting', () => {
  it('breaks no rule, has everyone exactly once, and always gives the same bytes', () => {
    fc.assert(
      fc.property(anyFacts(300), (facts) => {
        expect(faults(facts)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('does so for thousands of customers', () => {
    fc.assert(
      fc.property(anyFacts(5000), (facts) => {
        expect(faults(facts)).toEqual([])
      }),
      { numRuns: 5 },
    )
  })
})

const pickFrom = <T>(list: readonly T[], pick: number): T | undefined =>
  list[pick % Math.max(1, list.length)]

type Picks = {
  readonly kind: string
  readonly a: number
  readonly b: number
  readonly wide: boolean
}

const keysOf: Readonly<Record<string, readonly string[]>> = {
  move: ['customers', 'to'],
  split: ['batch', 'customers'],
  merge: ['batch', 'into'],
  exclude: ['customers', 'reason'],
  pin: ['customers'],
}

/** An edit of things that are there, of whole groups as often as of parts. */
function editFor(facts: PlanFacts, batches: readonly DraftBatch[], p: Picks): PlanEdit {
  const batch = pickFrom(batches, p.a)
  const other = pickFrom(batches, p.b)
  const one = pickFrom(batch?.members ?? [], p.b)
  const whole = facts.customers.filter((c) => {
    const known = facts.customers.find((k) => k.id === one)
    return c.id === one || c.parent === one || (known?.ivr !== undefined && c.ivr === known.ivr)
  })
  const all: Readonly<Record<string, unknown>> = {
    customers: p.wide ? whole.map((c) => c.id) : [one],
    batch: batch?.id,
    into: other?.id,
    to: other?.id,
    reason: 'test',
  }
  const own = (keysOf[p.kind] ?? []).map((key) => [key, all[key]])
  return PlanEdit.parse({ kind: p.kind, ...Object.fromEntries(own) })
}

const touched = (edit: PlanEdit, before: readonly DraftBatch[]): Set<string> => {
  const names = new Set<string>()
  if (edit.kind === 'move') names.add(edit.to)
  if (edit.kind === 'split') names.add(edit.batch)
  if (edit.kind === 'merge') names.add(edit.batch).add(edit.into)
  if (edit.kind === 'move' || edit.kind === 'exclude')
    for (const { id, members } of before)
      if (members.some((m) => edit.customers.includes(m))) names.add(id)
  return names
}

describe('an edit', () => {
  it('is refused, or keeps every rule and touches only the batches that it names', () => {
    const anyPicks = fc.record({
      kind: fc.constantFrom(...Object.keys(keysOf)),
      a: fc.nat(),
      b: fc.nat(),
      wide: fc.boolean(),
    })
    let made = 0
    fc.assert(
      fc.property(
        anyFacts(300),
        fc.array(anyPicks, { minLength: 8, maxLength: 8 }),
        (facts, picks) => {
          const drafted = draft(facts)
          if (drafted.length === 0) return
          const batches = inWindows(facts, drafted)
          for (const p of picks) {
            const edit = editFor(facts, batches, p)
            const edited = editBatches(facts, batches, edit)
            if (!edited.ok) {
              expect(edited.problem.next).toBeDefined()
              continue
            }
            made += 1
            const after = { ...facts, settings: edited.value.settings }
            expect(errors(after, edited.value.batches)).toEqual([])
            const names = touched(edit, batches)
            for (const batch of edited.value.batches) {
              const old = batches.find((b) => b.id === batch.id)
              if (old === undefined || names.has(batch.id)) continue
              expect({ ...batch, ordinal: 0 }).toEqual({ ...old, ordinal: 0 })
              expect(edited.value.place).not.toContain(batch.id)
            }
          }
        },
      ),
      { numRuns: 40 },
    )
    expect(made).toBeGreaterThan(50)
  })

  it('that plans the rest again keeps what has begun, and every rule', () => {
    fc.assert(
      fc.property(anyFacts(300), fc.nat(), (facts, pick) => {
        const batches = inWindows(facts, draft(facts))
        const begun = new Set(batches.slice(0, 1 + (pick % 3)).flatMap((b) => b.members))
        const later = {
          ...facts,
          customers: facts.customers.map((c) =>
            begun.has(c.id) ? { ...c, state: 'accepted' as const } : c,
          ),
        }
        const replanned = editBatches(later, batches, { kind: 'replan' })
        if (!replanned.ok) throw new Error(replanned.problem.message)
        expect(errors(later, replanned.value.batches)).toEqual([])
        const kept = batches.slice(0, 1 + (pick % 3))
        expect(replanned.value.batches.slice(0, kept.length)).toEqual(kept)
        expect(replanned.value.place).toEqual(
          replanned.value.batches.slice(kept.length).map((b) => b.id),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('that pins somebody holds when all is proposed anew', () => {
    fc.assert(
      fc.property(anyFacts(300), fc.nat(), fc.nat(), (facts, a, b) => {
        const batches = draft(facts)
        const batch = pickFrom(batches, a)
        const customer = pickFrom(batch?.members ?? [], b)
        if (batch === undefined || customer === undefined) return
        const settings = { ...facts.settings, pins: [{ customer, batch: batch.id }] }
        const again = draftBatches({ ...facts, settings })
        // A pin can make a turn impossible (a group alone comes last); then it is named.
        if (!again.ok) expect(again.problem.message).toContain(batch.id)
        else expect(errors({ ...facts, settings }, again.value.batches)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })
})
