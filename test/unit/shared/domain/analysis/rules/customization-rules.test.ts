import { describe, expect, it } from 'vitest'
import { found, registers, said, survey } from '../../../../../helpers/analysis-world.ts'

const file = '/home/porta-admin/lib/Layout.pm'
const modified = (host: string, name = file) => ({
  host,
  kind: 'file' as const,
  name,
  detail: 'S.5....T.',
  source: `modifications on ${host}`,
})
const entry = (more: object = {}) => ({
  name: 'Invoice layout',
  kind: 'file',
  files: [file],
  reason: 'logo',
  ...more,
})
const list = (more: object = {}) => registers({ customizations: { layout: entry(more) } })

describe('modification-unregistered', () => {
  it('is one finding for the same file on several hosts', () => {
    const modifications = [modified('src-web'), modified('src-db')]
    expect(found('modification-unregistered', { survey: survey({ modifications }) })).toMatchObject(
      [
        {
          subject: `file ${file}`,
          severity: 'warning',
          message: `${file} (file) on src-db, src-web is not registered.`,
          evidence: [
            { text: `${file} on src-web: S.5....T.` },
            { source: 'modifications on src-db' },
          ],
        },
      ],
    )
  })

  it.each([
    [{}, 0],
    [{ files: ['/home/porta-admin/*'] }, 0],
    [{ hosts: ['src-web'] }, 0],
    [{ hosts: ['src-db'] }, 1],
    [{ files: ['/etc/hosts.allow'] }, 1],
  ])('is covered by an entry with %o: %i left', (more, left) => {
    const modifications = [modified('src-web')]
    expect(
      found('modification-unregistered', {
        survey: survey({ modifications }),
        registers: list(more),
      }),
    ).toHaveLength(left)
  })
})

describe('customization-undecided', () => {
  it.each([
    [{}, ['blocker Invoice layout (1 file): missing the decision.']],
    [{ decision: 'drop' }, []],
    [{ decision: 'replaced' }, []],
    [
      { decision: 'port' },
      ["blocker Invoice layout (1 file): missing PortaOne's owner and the operator's owner."],
    ],
    [{ decision: 'port', vendorOwner: 'vera', operatorOwner: 'otto' }, []],
  ])('with %o says %o', (more, expected) => {
    expect(said('customization-undecided', { registers: list(more) })).toEqual(expected)
  })
})

describe('customization-unverified', () => {
  it('waits for evidence of what is ported, and of nothing else', () => {
    expect(said('customization-unverified', { registers: list({ decision: 'port' }) })).toEqual([
      'warning Invoice layout is to be ported and not verified on the target yet.',
    ])
    for (const more of [
      { decision: 'drop' },
      { decision: 'port', verified: 'invoice 12 compared' },
    ])
      expect(said('customization-unverified', { registers: list(more) })).toEqual([])
  })
})

describe('report-unchecked', () => {
  const report = (more: object) =>
    registers({
      reports: {
        dunning: {
          name: 'Dunning',
          kind: 'sql',
          owner: 'finance',
          touches: ['Customers.name'],
          ...more,
        },
      },
    })
  it.each([
    [{}, ['warning Dunning of finance (1 table or column) is not checked on the target.']],
    [
      { onTarget: 'broken' },
      ['blocker Dunning of finance (1 table or column) is broken on the target.'],
    ],
    [{ onTarget: 'valid' }, []],
    [{ decision: 'drop' }, []],
  ])('with %o says %o', (more, expected) => {
    expect(said('report-unchecked', { registers: report(more) })).toEqual(expected)
  })
})
