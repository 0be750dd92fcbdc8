import type { Chance } from '../../../../resources/samples/chance.ts'
import type { CustomerId } from '../../../../shared/domain/ids.ts'
import { eventOf, timeInWindow, windows } from './background.ts'
import type { LabEvent } from './background.ts'
import { callEnded, requestFailed, retransmission, slowRegistration } from './messages.ts'
import type { Dice, Message } from './messages.ts'
import type { FaultTruth } from './truth.ts'
import { at } from './world.ts'
import type { Caller, FaultWorld } from './world.ts'

/**
 * Ten faults that are easily missed: one word other than in a known error (3), a known warning ten times as often for one customer
 * (2), records of many lines (2), a new code in a known line of information, a heartbeat that stops, a line across the cut of a fetch.
 */

export type Hard = { readonly truth: FaultTruth; readonly events: readonly LabEvent[] }

export function hardFaults(world: FaultWorld, dice: Dice, chance: Chance): readonly Hard[] {
  const moved = world.ranked.filter((id) => world.moved.includes(id))
  const some = (): Caller =>
    at(world.byCustomer.get(at(moved, chance.between(4, moved.length - 1))) ?? [], 0)
  const truth = (
    id: string,
    hard: NonNullable<FaultTruth['hard']>,
    rest: Partial<FaultTruth>,
  ): FaultTruth => ({
    id,
    kind: 'hard',
    hard,
    owner: 'batch',
    naming: 'account',
    lines: 1,
    customers: [],
    unsure: false,
    deserves: 'fail',
    ...rest,
  })
  const lines = (
    fault: FaultTruth,
    message: Pick<Message, 'program' | 'level' | 'text'>,
    more: readonly string[] = [],
  ): Hard => {
    const hosts = world.hosts.filter((host) => host.programs.includes(message.program))
    return {
      truth: fault,
      events: Array.from({ length: fault.lines }, (_, i) => ({
        ...eventOf(message, 'after', at(hosts, i % hosts.length), timeInWindow(chance), dice),
        more,
        fault: fault.id,
      })),
    }
  }
  const [a, b, c, d, e, f, g] = [some(), some(), some(), some(), some(), some(), some()]
  const [busy, busier] = [at(moved, 1), at(moved, 0)]
  const risen = (id: string, customer: CustomerId, message: Message): Hard => {
    const caller = at(world.byCustomer.get(customer) ?? [], 0)
    const usual = usualLines(world, customer, message)
    const fault = truth(id, 'rate', {
      lines: Math.max(12, Math.round(usual * 9)),
      customers: [customer],
      deserves: 'inconclusive',
    })
    return lines(fault, { ...message, text: () => message.text({ ...dice, caller: () => caller }) })
  }
  return [
    lines(truth('hard-1', 'word', { lines: 3, customers: [a.customer] }), {
      program: 'asterisk',
      level: 'error',
      text: (x) => `Failed to authorize endpoint for account ${a.account} from ${x.ip()}:5060`,
    }),
    lines(truth('hard-2', 'word', { lines: 1, customers: [b.customer] }), {
      program: 'perl',
      level: 'error',
      text: (x) =>
        `rating: no prefix for ${x.roll(1000, 9999)} in tariff ${x.roll(100, 130)} (account ${b.account})`,
    }),
    lines(truth('hard-3', 'word', { lines: 5, customers: [c.customer] }), {
      program: 'radius',
      level: 'error',
      text: (x) =>
        `rlm_sql (billing): could not lock profile of user ${c.account} in ${x.roll(1, 90)} ms`,
    }),
    risen('hard-4', busier, slowRegistration),
    risen('hard-5', busy, retransmission),
    lines(
      truth('hard-6', 'multi-line', { lines: 4, customers: [d.customer], naming: 'numeric' }),
      { ...requestFailed, text: () => requestFailed.text({ ...dice, caller: () => d }) },
      [
        'com.panda.porter.StaleSessionException: session belongs to the other system',
        '\tat com.panda.porter.SessionGate.check(SessionGate.java:88)',
        '\tat com.panda.api.CustomerService.info(CustomerService.java:214)',
        'Caused by: java.lang.IllegalStateException: generation 7',
        '\t... 23 more',
      ],
    ),
    lines(
      truth('hard-7', 'multi-line', { lines: 2, customers: [e.customer] }),
      {
        program: 'kamailio',
        level: 'error',
        text: (x) =>
          `sanity: check_required_headers(): Content-Length missing, message=<INVITE sip:${x.roll(1_000_000, 9_999_999)}@panda.example SIP/2.0`,
      },
      [
        `From: <sip:${e.account}@${e.domain}>;tag=${dice.hex(8)}`,
        'To: <sip:echo@panda.example>',
        'CSeq: 1 INVITE',
        '>',
      ],
    ),
    lines(
      truth('hard-8', 'code', {
        lines: 6,
        owner: 'nobody',
        naming: 'none',
        deserves: 'inconclusive',
      }),
      {
        ...callEnded,
        text: (x) =>
          `dialog(): call ${x.hex(8)}-${x.hex(4)}@${x.ip()} ended after ${x.roll(1, 9)} s, cause 38`,
      },
    ),
    {
      truth: truth('hard-9', 'silence', {
        owner: 'nobody',
        naming: 'none',
        lines: 0,
        deserves: 'inconclusive',
      }),
      events: [],
    },
    lines(truth('hard-10', 'cut', { lines: 1, customers: [f.customer] }), {
      program: 'perl',
      level: 'error',
      text: (x) =>
        `subscription of account ${f.account} has no activation record, generation ${x.roll(2, 9)} (tried as ${g.account.slice(0, 4)})`,
    }),
  ]
}

/** Lines of a message that a customer makes in the window on an ordinary day. */
function usualLines(world: FaultWorld, customer: CustomerId, message: Message): number {
  const hosts = world.hosts.filter((host) => host.programs.includes(message.program)).length
  const hours = (windows.after.to - windows.after.from) / 3_600_000
  const rank = world.ranked.indexOf(customer)
  const weights = world.ranked.reduce((sum, _, i) => sum + 1 / (i + 8), 0)
  return (hosts * message.perHour * hours) / (rank + 8) / weights
}
