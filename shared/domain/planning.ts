import { z } from 'zod'
import { BatchId, CustomerId, EnvironmentId } from './ids.ts'
import { Instant } from './time.ts'

/**
 * What a person decides about the plan: calendars, teams, pace, pins, and the edits. Dates are local dates of the environment,
 * and become instants only in `shared/planner`. Defaults are the method's figures (method.txt) where it has any.
 */

/** `2026-12-24`; a date that exists. */
export const DateText = z.iso.date('write an existing date as YYYY-MM-DD')
export type DateText = z.infer<typeof DateText>

export const WeekDay = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
export type WeekDay = z.infer<typeof WeekDay>

/** `22:00-04:00` on the wall clock; one that ends before it begins ends on the following day. */
export const TimeRange = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'write HH:MM-HH:MM')

export const OffPeakRule = z.strictObject({
  /** Local days on which the window opens. Default every day. */
  days: z.array(WeekDay).min(1).optional(),
  window: TimeRange,
})
export type OffPeakRule = z.infer<typeof OffPeakRule>

export const CalendarSettings = z.strictObject({
  workingWeek: z.array(WeekDay).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']),
  /** ISO 3166 country and its state or region, e.g. GB and ENG. Default: no public holidays, and the plan says so. */
  holidays: z
    .strictObject({
      country: z.string().regex(/^[A-Z]{2}$/, 'write a country as US'),
      state: z.string().min(1).optional(),
      region: z.string().min(1).optional(),
    })
    .optional(),
  /** Further days on which nobody works. */
  daysOff: z.array(z.strictObject({ date: DateText, name: z.string().min(1) })).default([]),
  /** Weekends or public holidays on which this team does work. */
  daysWorked: z.array(DateText).default([]),
  /** Default: the environment's `offPeak`, every day. */
  offPeak: z.array(OffPeakRule).min(1).optional(),
  /** Days of the month on which billing periods close; -1 is the last. No window touches them. Default the first. */
  billingCloseDays: z.array(z.union([z.number().int().min(1).max(31), z.literal(-1)])).default([1]),
})
export type CalendarSettings = z.infer<typeof CalendarSettings>

/** No window of these environments touches these local days; both ends count. */
export const Blackout = z.strictObject({
  from: DateText,
  to: DateText,
  kind: z.enum(['billing-close', 'change-freeze', 'event', 'other']).default('other'),
  reason: z.string().min(1),
  /** Default all. */
  environments: z.array(EnvironmentId).min(1).optional(),
})
export type Blackout = z.infer<typeof Blackout>

/** People who can run one batch at a time. */
export const Team = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'use lower-case letters, digits and dashes'),
  title: z.string().min(1),
  /** Default all. */
  environments: z.array(EnvironmentId).min(1).optional(),
})
export type Team = z.infer<typeof Team>

/** What was measured in a rehearsal on the embedded lab: the baseline of durations until the pilot is measured. */
export const Rehearsal = z.strictObject({
  /** Where and when, for people. */
  title: z.string().min(1),
  /** Lock-outs as measured from outside. */
  transfers: z.array(
    z.strictObject({ accounts: z.number().int().nonnegative(), ms: z.number().nonnegative() }),
  ),
  /** Measured downtime, ms, by service (`voice`, `api` …); the longest of its kind. */
  downtime: z.record(z.string(), z.number().nonnegative()),
  /** Run time, ms, by procedure. */
  procedures: z.record(z.string(), z.number().nonnegative()),
})
export type Rehearsal = z.infer<typeof Rehearsal>

export const PlanningSettings = z.strictObject({
  /** First day of the analysis. Default: the day on which the plan is made. */
  start: DateText.optional(),
  /** Who prepares the target system depends on it (method.txt, target system preparation). */
  target: z.enum(['on-premises', 'cloud']).default('on-premises'),
  /** By environment. Default: Monday to Friday, no public holidays. */
  calendars: z.record(EnvironmentId, CalendarSettings).default({}),
  blackouts: z.array(Blackout).default([]),
  teams: z
    .array(Team)
    .min(1)
    .default([{ id: 'operators', title: 'Operators' }]),
  /** Business days between the pilot batch and the next one: services are watched and confirmed (method.txt: the first week). */
  pilotDays: z.number().int().nonnegative().default(4),
  /** Business days from one batch of a team to its next (method.txt: one every few days). */
  coolDownDays: z.number().int().nonnegative().default(2),
  /** Kept free at the end of a window for the log check and returns. */
  reserveMinutes: z.number().int().nonnegative().default(30),
  /** Environments one after the other (vendor xDRs of the first are synchronised sooner), or in turn. */
  environmentOrder: z.enum(['one-by-one', 'in-turn']).default('one-by-one'),
  /** What customers of one batch should have in common; `even` spreads size and traffic over all batches. */
  composeBy: z.enum(['even', 'size', 'traffic', 'product', 'tag']).default('even'),
  /** Customers that stay in this batch. */
  pins: z.array(z.strictObject({ customer: CustomerId, batch: BatchId })).default([]),
  /** Windows that a person chose: placement does not move them. */
  fixedWindows: z
    .array(z.strictObject({ batch: BatchId, environment: EnvironmentId, from: Instant }))
    .default([]),
  excluded: z
    .array(z.strictObject({ customer: CustomerId, reason: z.string().min(1) }))
    .default([]),
  /**
   * Lock-out of a customer: base + accounts × perAccount; both are (I) of "a minute or less for an average customer with up to 100
   * accounts" (method.txt), and are corrected by what is measured.
   */
  lockOut: z
    .strictObject({
      baseMs: z.number().positive().default(12_000),
      perAccountMs: z.number().nonnegative().default(400),
      /** Work on a customer that is not lock-out: older xDRs, checks. */
      overheadMs: z.number().nonnegative().default(10_000),
    })
    .prefault({}),
  rehearsal: Rehearsal.optional(),
  /** Chances that the forecast reckons with, until the project's own history says otherwise (I). */
  chances: z
    .strictObject({
      /** That a planned window is lost (a sick engineer, an incident). */
      windowLost: z.number().min(0).max(0.9).default(0.05),
      /** That a moved customer comes back and has to be moved again. */
      returned: z.number().min(0).max(0.9).default(0.01),
      /** That a working day turns out to be none. */
      dayLost: z.number().min(0).max(0.5).default(0.01),
    })
    .prefault({}),
  seed: z.number().int().nonnegative().default(1),
  /** Corrections to tasks of the stages, by task id. */
  tasks: z
    .record(
      z.string(),
      z.strictObject({
        elapsedDays: z.number().int().nonnegative().optional(),
        effortDays: z.number().nonnegative().optional(),
        owner: z.string().min(1).optional(),
      }),
    )
    .default({}),
  /** Who does the hand work of a batch, by kind (mail, smpp …). Default: the customer's team. */
  handWorkOwners: z.record(z.string(), z.string().min(1)).default({}),
})
export type PlanningSettings = z.infer<typeof PlanningSettings>

/** When one team moves the customers of one environment of a batch: half-open, the off-peak window as resolved to instants. */
export const BatchWindow = z.strictObject({
  environment: EnvironmentId,
  team: z.string(),
  from: Instant,
  to: Instant,
})
export type BatchWindow = z.infer<typeof BatchWindow>

/** What a person does to a plan. Every edit has a reason and makes a new version. */
export const PlanEdit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('propose') }),
  z.strictObject({
    kind: z.literal('move'),
    customers: z.array(CustomerId).min(1),
    to: BatchId,
  }),
  /** Keeps customers where they are, also when the rest is planned again. */
  z.strictObject({ kind: z.literal('pin'), customers: z.array(CustomerId).min(1) }),
  z.strictObject({ kind: z.literal('unpin'), customers: z.array(CustomerId).min(1) }),
  /** These customers, with all that move with them, become a batch of their own behind this one. */
  z.strictObject({
    kind: z.literal('split'),
    batch: BatchId,
    customers: z.array(CustomerId).min(1),
  }),
  z.strictObject({ kind: z.literal('merge'), batch: BatchId, into: BatchId }),
  z.strictObject({
    kind: z.literal('exclude'),
    customers: z.array(CustomerId).min(1),
    reason: z.string().min(1),
  }),
  /** Takes excluded customers into the plan again, in the batch that has the most room. */
  z.strictObject({ kind: z.literal('include'), customers: z.array(CustomerId).min(1) }),
  /** Puts a batch into the window of this environment that opens at `from`, and keeps it there. */
  z.strictObject({
    kind: z.literal('place'),
    batch: BatchId,
    environment: EnvironmentId,
    from: Instant,
  }),
  /** Gives a fixed window back to placement. */
  z.strictObject({ kind: z.literal('release'), batch: BatchId }),
  /** New settings; what is no longer legal is placed again, nothing else. */
  z.strictObject({ kind: z.literal('settings'), settings: PlanningSettings }),
  /** Missed windows and customers that are left over or returned get new windows. */
  z.strictObject({ kind: z.literal('catch-up') }),
  /** Everything that has not begun and is neither pinned nor fixed is planned anew. */
  z.strictObject({ kind: z.literal('replan') }),
])
export type PlanEdit = z.infer<typeof PlanEdit>

export const TaskState = z.enum(['open', 'started', 'done', 'dropped'])
export type TaskState = z.infer<typeof TaskState>
