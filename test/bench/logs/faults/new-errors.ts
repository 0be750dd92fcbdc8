import type { Dice } from './messages.ts'
import type { Program } from './world.ts'

/** Errors that no day of the baseline has. */

export type NewError = {
  readonly program: Program
  /** `who` is the words that name the customer, or nobody. */
  readonly text: (d: Dice, who: string) => string
}

export const newErrors: readonly NewError[] = [
  {
    program: 'kamailio',
    text: (d, who) => `dispatcher: no gateway left in set ${d.roll(1, 9)}, request dropped ${who}`,
  },
  {
    program: 'asterisk',
    text: (d, who) =>
      `Unable to create channel of type PJSIP (cause ${d.one([3])} - No route) ${who}`,
  },
  {
    program: 'radius',
    text: (d, who) =>
      `rlm_perl: module returned undefined reply pair list after ${d.roll(1, 90)} ms ${who}`,
  },
  {
    program: 'perl',
    text: (d, who) =>
      `Can't locate object method "rate_plan" via package "Tariff::V2" at /opt/billing/lib/Rate.pm line ${d.line(9)}. ${who}`,
  },
  {
    program: 'kamailio',
    text: (d, who) =>
      `usrloc: location table is read-only, contact with q=0.${d.roll(1, 9)} lost ${who}`,
  },
  {
    program: 'asterisk',
    text: (d, who) => `Media proxy rejected offer: SRTP suite ${d.roll(1, 4)} unsupported ${who}`,
  },
  {
    program: 'radius',
    text: (d, who) =>
      `Packet signature mismatch in accounting update number ${d.roll(1, 9999)} ${who}`,
  },
  {
    program: 'perl',
    text: (d, who) => `invoice period boundaries overlap by ${d.roll(2, 90)} days ${who}`,
  },
  {
    program: 'java',
    text: (d, who) => `Porter bundle checksum differs, expected ${d.hex(16)} ${who}`,
  },
  {
    program: 'kamailio',
    text: (d, who) => `Outbound proxy certificate was revoked, peer ${d.hex(8)} ${who}`,
  },
  {
    program: 'asterisk',
    text: (d, who) =>
      `Hint for extension state vanished after reload of ${d.roll(2, 900)} devices ${who}`,
  },
  {
    program: 'radius',
    text: (d, who) => `Quota bucket went negative, session ${d.hex(8)} torn down ${who}`,
  },
  {
    program: 'perl',
    text: (d, who) => `currency conversion table empty for pair ${d.one(['EUR/GBP'])} ${who}`,
  },
  {
    program: 'java',
    text: (d, who) => `Webhook subscription ${d.roll(1000, 9999)} bound to missing realm ${who}`,
  },
  {
    program: 'kamailio',
    text: (d, who) => `Presence body could not be decrypted with key slot ${d.roll(1, 8)} ${who}`,
  },
  {
    program: 'asterisk',
    text: (d, who) => `Call forward loop detected over ${d.roll(5, 60)} hops ${who}`,
  },
  {
    program: 'mysql',
    text: (d, who) =>
      `[MY-001062] [Repl] Duplicate entry '${d.roll(1_000_000, 9_999_999)}' for key 'PRIMARY' in Accounts ${who}`,
  },
  {
    program: 'mysql',
    text: (d, who) =>
      `[MY-001452] [Server] Cannot add or update a child row: foreign key constraint fails in Subscriptions after ${d.roll(1, 9)} tries ${who}`,
  },
  {
    program: 'nginx',
    text: (d, who) =>
      `*${d.roll(1, 99_999)} dual-mode redirect target unresolved, generation ${d.roll(2, 99)} ${who}`,
  },
  {
    program: 'java',
    text: (d, who) => `Scheduler thread starved, queue holds ${d.roll(100, 900)} jobs ${who}`,
  },
]
