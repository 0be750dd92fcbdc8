import { describe, expect, it } from 'vitest'
import { dryRunSteps } from '../../../../shared/domain/dry-run-steps.ts'
import { DryRunReport } from '../../../../shared/domain/live-run.ts'

const report = DryRunReport.parse({
  procedure: 'decommission',
  title: 'Decommission',
  members: 2,
  checks: [],
  approvals: [{ id: 'approve', text: 'No way back.', people: 2, typed: 'Panda Telecom' }],
  lines: ['1', '2'].flatMap((member) => [
    {
      member,
      step: 'lock',
      title: 'Lock',
      host: 'src-db',
      command: `lock ${member}`,
      effect: 'reversible',
      probe: member === '1' ? 'done' : 'absent',
    },
    {
      member,
      step: 'import',
      title: 'Import',
      host: 'tgt-db',
      command: `import ${member}`,
      effect: 'reversible',
      probe: 'absent',
      detail: 'empty',
    },
  ]),
  notPredicted: 0,
})

describe('a dry run', () => {
  it('is read step by step, with what the probes say of how many members', () => {
    expect(
      dryRunSteps(report).map(({ step, hosts, members, probes, details }) => ({
        step,
        hosts,
        members,
        probes,
        details,
      })),
    ).toEqual([
      { step: 'lock', hosts: ['src-db'], members: 2, probes: { done: 1, absent: 1 }, details: [] },
      { step: 'import', hosts: ['tgt-db'], members: 2, probes: { absent: 2 }, details: ['empty'] },
    ])
  })

  it('counts a member once where its probe asks several hosts', () => {
    const [first] = report.lines
    const lines = ['1', '2'].flatMap((member) =>
      ['dsbc1', 'dsbc2'].map((host) => ({ ...first, member, host })),
    )
    expect(dryRunSteps(DryRunReport.parse({ ...report, lines }))[0]).toMatchObject({
      hosts: ['dsbc1', 'dsbc2'],
      members: 2,
      probes: { done: 2 },
    })
  })
})
