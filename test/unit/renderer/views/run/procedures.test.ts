import { describe, expect, it } from 'vitest'
import {
  approvalSlots,
  interruptedRuns,
  missingApproval,
  procedureLines,
  takenUp,
} from '../../../../../renderer/views/run/procedures.ts'
import { DryRunReport } from '../../../../../shared/domain/live-run.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { liveRun } from '../../../../helpers/live-run.ts'
import { doneRun, overview } from '../../../../helpers/overview.ts'

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

describe('two approvals', () => {
  const slots = approvalSlots(report)
  const [first, second] = slots.map(({ key }) => key)
  const given = (a: string, b: string, typed = 'Panda Telecom') => ({
    [first ?? '']: { by: a, typed },
    [second ?? '']: { by: b, typed },
  })

  it.each([
    ['nothing typed', given('ana', 'ben', ''), 'Type Panda Telecom to approve.'],
    [
      'the name in other letters',
      given('ana', 'ben', 'panda telecom'),
      'Type Panda Telecom to approve.',
    ],
    ['one name missing', given('ana', ' '), 'Every approval needs a name.'],
    ['the same person twice', given('ana', 'ana '), 'The second approval needs another person.'],
    ['two people', given('ana', 'ben'), ''],
  ])('with %s', (_name, entries, sentence) => {
    expect(missingApproval(slots, entries)).toBe(sentence)
  })
})

describe('the list of procedures', () => {
  it('says why one cannot be started from there', () => {
    const blocked = (differs: Parameters<typeof overview>[0]) =>
      Object.fromEntries(
        procedureLines(overview(differs)).map(({ procedure, blocked }) => [procedure.id, blocked]),
      )
    expect(blocked({})).toMatchObject({ survey: '', 'customer-transfer': 'from a batch' })
    expect(
      blocked({ runs: [{ ...doneRun('survey', ['project'], 0, 5), state: 'running' }] })['survey'],
    ).toBe('going on')
    expect(blocked({ project: { ...overview().project, mode: 'read' } })['survey']).toBe(
      'open for reading only',
    )
  })

  it('shows the state of the newest run', () => {
    const runs = [
      doneRun('survey', ['project'], 50, 55),
      { ...doneRun('survey', ['project'], 0, 5), state: 'failed' as const },
    ]
    expect(procedureLines(overview({ runs }))[0]?.state).toBe('succeeded')
  })

  it('finds runs that have begun and that nobody drives', () => {
    const run = { ...doneRun('survey', ['project'], 0, 5), id: 'run-1', state: 'running' as const }
    expect(interruptedRuns(overview({ runs: [run] })).map(({ id }) => id)).toEqual(['run-1'])
    expect(interruptedRuns(overview({ runs: [run], live: [liveRun()] }))).toEqual([])
    const waiting = { ...run, state: 'armed' as const, startAt: instant(60) }
    expect(interruptedRuns(overview({ runs: [waiting] })).map(({ id }) => id)).toEqual(['run-1'])
  })

  it('names all that a click takes up, and which of them has no way back', () => {
    const base = overview()
    const procedures = base.procedures.map((procedure) =>
      procedure.id === 'decommission'
        ? { ...procedure, pointOfNoReturn: 'The source ends.' }
        : procedure,
    )
    const left = (procedure: string, members: readonly string[], batch?: string) => ({
      ...doneRun(procedure, members, 0, 5),
      state: 'running' as const,
      ...(batch === undefined ? {} : { batch }),
    })
    const transfer = left('customer-transfer', ['10001', '10002'], 'batch-07')
    const last = left('decommission', ['project'])
    const owing = doneRun('customer-transfer', ['10003'], 9, 10)
    const runs = [transfer, last, owing]
    expect(takenUp({ ...base, procedures, runs }, owing.id)).toEqual([
      { id: transfer.id, name: 'customer-transfer: Batch 7', noReturn: undefined },
      { id: last.id, name: 'decommission', noReturn: 'The source ends.' },
      { id: owing.id, name: 'customer-transfer: 10003', noReturn: undefined },
    ])
    expect(takenUp({ ...base, procedures, runs })).toHaveLength(2)
  })
})
