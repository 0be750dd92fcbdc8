import { batchName } from '../../domain/batch-name.ts'
import type { DateText } from '../../domain/planning.ts'
import type { HandWork } from '../../domain/project.ts'
import type { CustomerId } from '../../domain/ids.ts'
import { instant } from '../../domain/time.ts'
import type { HandWorkTask, PlanCustomer, PlanFacts, PlannedBatch } from '../types.ts'
import { groupsOf } from './moving-groups.ts'

type Work = {
  readonly title: string
  readonly doc: string
  /** Connections have to be there when the first customer moves; what people use is changed once it has moved. */
  readonly due: 'before' | 'after'
}

/** Services that need hand work at the move (domain.md 3.8; sign-up: 10.1 row 13), in our own words. */
const works: Readonly<Record<HandWork, Work>> = {
  mail: {
    title: 'Reconfigure mail clients',
    doc: 'The mail proxy serves its own system only, so external IMAP and SMTP clients get the address of the target.',
    due: 'after',
  },
  smpp: {
    title: 'Connect SMS providers to both systems',
    doc: 'The SMPP proxy serves its own system only, so each SMS provider opens TCP connections to source and target.',
    due: 'before',
  },
  webmail: {
    title: 'Tell customers about webmail',
    doc: 'Webmail is reached through self-care (Voicemail Inbox), or directly at the address of the target.',
    due: 'after',
  },
  callback: {
    title: 'Tell customers about callback',
    doc: 'Callback by web or e-mail needs the page and the e-mail address of the target.',
    due: 'after',
  },
  ivr: {
    title: 'Call the IVR applications',
    doc: 'An IVR whose access number is a DID works only where all its users are: call it once they have moved together.',
    due: 'after',
  },
  signup: {
    title: 'Point sign-up at the target',
    doc: 'Sign-up creates new customers on the source by default: those of these resellers are to be created on the target.',
    due: 'before',
  },
}

const kinds: readonly HandWork[] = ['smpp', 'signup', 'mail', 'webmail', 'callback', 'ivr']

/** Who does it where the settings name nobody. */
const operators = "operator's team"

/**
 * What people have to do by hand: for the customers of each batch, and what they opened themselves when they reviewed the log check of
 * one.
 */
export const handWorkTasks = (
  facts: PlanFacts,
  batches: readonly PlannedBatch[],
): readonly HandWorkTask[] => [...reviewTasks(facts, batches), ...moveTasks(facts, batches)]

/** Due on the day of the review where nobody said another one. */
const reviewTasks = (
  { progress, calendars, spec }: PlanFacts,
  batches: readonly PlannedBatch[],
): readonly HandWorkTask[] =>
  progress.tasks.flatMap(({ task: id, review, owner, due, state, note }) => {
    const batch = batches.find((one) => one.id === review?.batch)
    const environment = batch?.windows[0]?.environment ?? spec.environments[0]?.id
    if (review === undefined || environment === undefined) return []
    const { customer } = review
    return [
      {
        id,
        batch: review.batch,
        kind: 'logs',
        title: `Look into the logs of ${customer === undefined ? batchName(review.batch) : `customer ${customer} (${batchName(review.batch)})`}`,
        doc: 'Opened by the review of the log check.',
        customers: customer === undefined ? (batch?.members ?? []) : [customer],
        owner: owner ?? operators,
        due: due ?? calendars.of(environment).dateOf(review.at),
        state,
        ...(note === undefined ? {} : { note }),
      },
    ]
  })

/**
 * What the customers of each batch need, with owner and due date: the last working day before the window where it
 * has to be ready, the day on which the window closes where it follows the move. A batch without a window has none yet.
 */
function moveTasks(facts: PlanFacts, batches: readonly PlannedBatch[]): readonly HandWorkTask[] {
  const { positionOf } = groupsOf(facts.customers)
  const progress = new Map(facts.progress.tasks.map((task) => [task.task, task]))
  return batches.flatMap((batch) => {
    const byKind = new Map<HandWork, PlanCustomer[]>()
    for (const id of batch.members) {
      const customer = facts.customers[positionOf.get(id) ?? -1]
      if (customer === undefined) continue
      for (const kind of handWorkOf(customer)) {
        const list = byKind.get(kind)
        if (list === undefined) byKind.set(kind, [customer])
        else list.push(customer)
      }
    }
    return kinds.flatMap((kind) => {
      const customers = byKind.get(kind) ?? []
      const work = works[kind]
      const due = dueDate(facts, batch, customers, work.due)
      if (due === undefined) return []
      const id = `handwork:${batch.id}:${kind}`
      const known = progress.get(id)
      return [
        {
          id,
          batch: batch.id,
          kind,
          title: `${work.title} (${batchName(batch.id)})`,
          doc: work.doc,
          customers: customers.map((c): CustomerId => c.id),
          owner: known?.owner ?? facts.settings.handWorkOwners[kind] ?? operators,
          due: known?.due ?? due,
          state: known?.state ?? 'open',
          ...(known?.note === undefined ? {} : { note: known.note }),
        },
      ]
    })
  })
}

/** A shared access number is hand work, also where the column does not say so. */
const handWorkOf = (customer: PlanCustomer): readonly HandWork[] =>
  customer.ivr === undefined || customer.handWork.includes('ivr')
    ? customer.handWork
    : [...customer.handWork, 'ivr']

/** The earliest date that the windows of these customers ask for; the pilot has one in each environment. */
function dueDate(
  { calendars }: PlanFacts,
  batch: PlannedBatch,
  customers: readonly PlanCustomer[],
  due: Work['due'],
): DateText | undefined {
  const environments = new Set(customers.map((c) => c.environment))
  const dates = batch.windows
    .filter((window) => environments.has(window.environment))
    .map((window) => {
      const calendar = calendars.of(window.environment)
      if (due === 'before') return calendar.addWorkingDays(calendar.dateOf(window.from), -1)
      // Half-open: a window that closes at midnight closed on the day before. Tests wait for a working day.
      return calendar.workingDay(calendar.dateOf(instant(window.to - 1)))
    })
  return dates.toSorted().at(0)
}
