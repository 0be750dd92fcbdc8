import { counted } from '../../../base/counted.ts'
import { concernedBy, driftSentence, isTold } from '../catalog-drift.ts'
import { some } from './rule.ts'
import type { Rule, RuleInput } from './rule.ts'

/** The freeze of the product catalog (method.txt, planning product catalog last-minute changes; domain.md 5). */

const datesOf = ({ registers }: RuleInput) => registers.freeze[0]?.entry

const undated: Rule = {
  id: 'freeze-undated',
  title: 'The freeze has its dates',
  severity: 'blocker',
  before: 'copy',
  doer: 'both',
  source: 'method.txt PMA results: date of the freeze',
  mark: 'stated',
  meaning: 'Nobody knows until when products may be changed.',
  advice:
    'Agree the day on which it is announced and the day from which it is enforced (the copy).',
  derive: (input) => {
    const dates = datesOf(input)
    const source = 'register freeze'
    if (dates === undefined)
      return [
        {
          subject: 'freeze',
          basis: 'no dates',
          message: 'No dates of the freeze are agreed.',
          evidence: [{ text: 'no dates', source }],
        },
      ]
    return dates.announced <= dates.enforced
      ? []
      : [
          {
            subject: 'freeze',
            basis: `${dates.announced} ${dates.enforced}`,
            message: `The freeze is enforced (${dates.enforced}) before it is announced (${dates.announced}).`,
            evidence: [{ text: `${dates.announced}, ${dates.enforced}`, source }],
          },
        ]
  },
}

const notEnforced: Rule = {
  id: 'freeze-by-people',
  title: 'The source blocks changes of the frozen catalog',
  severity: 'warning',
  before: 'copy',
  doer: 'operator',
  source: 'method.txt deployment and provisioning; domain.md 2.7',
  mark: 'stated',
  meaning:
    'A source older than MR100 does not refuse such changes: from the copy on the freeze rests on people, and a change breaks customers that move after it.',
  advice:
    'Tell everyone who may change products, take their right to do so where that is possible, and check the catalog before every batch.',
  derive: ({ spec, jump }) =>
    jump.freezeEnforced
      ? []
      : [
          {
            subject: 'source',
            basis: spec.systems.source.release,
            message: `The source is ${spec.systems.source.release} and does not block changes of the frozen catalog by itself.`,
            evidence: [{ text: spec.systems.source.release, source: 'project.yaml' }],
          },
        ],
}

const lastMinute: Rule = {
  id: 'last-minute-open',
  title: 'Last-minute changes are made before the freeze',
  severity: 'warning',
  before: 'copy',
  doer: 'operator',
  source: 'method.txt planning product catalog last-minute changes',
  mark: 'stated',
  meaning: 'After the copy this change has to wait for the end of the migration.',
  advice: 'Make it on the source now and register what shows it, or take it out of the register.',
  derive: ({ registers, now }) => {
    const enforced = registers.freeze[0]?.entry.enforced
    return registers['last-minute-changes'].flatMap(({ id, entry }) => {
      if (entry.done !== undefined) return []
      const due = entry.due ?? enforced
      const late = due !== undefined && Date.parse(`${due}T23:59:59Z`) < now
      return [
        {
          subject: id,
          basis: late ? 'late' : 'open',
          ...(late ? { severity: 'blocker' as const } : {}),
          message: `${entry.entity}: ${entry.wanted} (${entry.owner}${due === undefined ? '' : `, by ${due}`}) is not made yet.`,
          evidence: [{ text: entry.wanted, source: 'register last-minute-changes' }],
        },
      ]
    })
  },
}

const unconfirmed: Rule = {
  id: 'permissions-unconfirmed',
  title: 'The vendor has confirmed what may be changed when',
  severity: 'note',
  before: 'copy',
  doer: 'vendor',
  source: 'domain.md 5 (the table of each jump is not public)',
  mark: 'inferred',
  meaning: 'The table rests on inference in these cells.',
  advice: 'Ask PortaOne for the table of this jump, and confirm the cells one by one.',
  derive: ({ registers }) => {
    const open = registers.permissions.filter(({ entry }) => entry.confirmedBy === undefined)
    return open.length === 0
      ? []
      : [
          {
            subject: 'permissions',
            basis: String(open.length),
            message: `${open.length} of ${counted(registers.permissions.length, 'cell')} of the permission table are not confirmed.`,
            evidence: [
              {
                text: some(
                  open.map(({ id }) => id),
                  8,
                ),
                source: 'register permissions',
              },
            ],
          },
        ]
  },
}

const drift: Rule = {
  id: 'freeze-drift',
  title: 'The frozen catalog is as it was',
  severity: 'blocker',
  before: 'transfer',
  doer: 'operator',
  source: 'method.txt deployment and provisioning; domain.md 3.6 and 5',
  mark: 'stated',
  meaning:
    'Source and target no longer offer the same: customers that use this may lose a service, or pay another price, when they move. They are held until somebody has decided.',
  advice:
    'Undo the change, or make it on the other system too and decide with what shows it; the rest may move meanwhile.',
  derive: ({ drifts, customers }) => {
    const concerned = concernedBy(drifts, customers)
    return drifts.map((one) => {
      const whom = concerned(one)
      const text =
        whom === 'everybody'
          ? 'who uses it cannot be told, so everybody is held'
          : whom.size === 0
            ? isTold(one)
              ? 'nobody uses it'
              : 'shown by the products that changed with it'
            : `${counted(whom.size, 'customer uses', 'customers use')} it: ${some([...whom])}`
      return {
        subject: `${one.system} ${one.entity}`,
        basis: one.basis,
        ...(whom !== 'everybody' && whom.size === 0 ? { severity: 'warning' as const } : {}),
        message: `${driftSentence(one)}; ${text}.`,
        evidence: [{ text: one.basis, source: `catalog-fingerprint of the ${one.system}` }],
      }
    })
  },
}

export const freezeRules: readonly Rule[] = [undated, notEnforced, lastMinute, unconfirmed, drift]
