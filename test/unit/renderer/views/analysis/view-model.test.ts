import { describe, expect, it } from 'vitest'
import { ModificationKind } from '../../../../../shared/domain/analysis/facts.ts'
import {
  countsOf,
  entryId,
  entryOf,
  findingsShown,
  formOf,
  missingFields,
  nextStep,
  progressText,
  registerFields,
} from '../../../../../renderer/views/analysis/view-model.ts'
import type { FindingRow } from '../../../../../shared/domain/analysis/findings.ts'
import { analysisGate } from '../../../../../shared/domain/analysis/gate.ts'
import {
  emptyRegisters,
  registerSchemas,
  RegisterName,
} from '../../../../../shared/domain/analysis/registers.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { AnalysisView } from '../../../../../shared/ipc/analysis-views.ts'

const finding = (id: string, more: Partial<FindingRow> = {}): FindingRow => ({
  id,
  rule: 'clock-skew',
  severity: 'warning',
  subject: id,
  message: `about ${id}`,
  meaning: '',
  advice: '',
  doer: 'operator',
  before: 'copy',
  basis: '',
  evidence: [],
  state: 'open',
  ...more,
})
const view = (more: Partial<AnalysisView> = {}): AnalysisView => ({
  at: instant(0),
  surveys: 1,
  findings: [],
  registers: emptyRegisters,
  reality: [],
  exposure: [],
  sizing: [],
  scripts: [],
  drifts: [],
  gate: analysisGate([], [], undefined),
  results: 'h',
  ...more,
})
const survey = {
  id: 's1',
  by: 'anna',
  startedAt: instant(0),
  endedAt: instant(1),
  facts: 3,
  gaps: 0,
  sources: [],
}

describe('findings', () => {
  const all = [
    finding('a', { severity: 'blocker' }),
    finding('b', { state: 'accepted', owner: 'otto' }),
    finding('c', { state: 'unseen' }),
  ]
  it.each([
    ['open', '', ['a', 'c']],
    ['decided', '', ['b']],
    ['all', 'OTTO', ['b']],
  ] as const)('that are %s and have “%s”', (filter, text, ids) => {
    expect(findingsShown(all, filter, text).map(({ id }) => id)).toEqual(ids)
  })

  it('are counted by how grave they are while nobody has decided', () => {
    expect(countsOf(all)).toEqual({ blocker: 1, warning: 1, note: 0, decided: 1 })
  })
})

describe('the next step', () => {
  it.each([
    [{}, 'Survey the systems: hosts and API are read, nothing is changed.'],
    [{ survey, unfinished: 's2' }, 'Survey s2 was broken off: resume it.'],
    [
      { survey, findings: [finding('a', { severity: 'blocker' })] },
      'Decide on the blocker that nobody has decided on.',
    ],
    // It waits for the gate of the transfer, not for the signatures.
    [
      { survey, findings: [finding('a', { severity: 'blocker', before: 'transfer' })] },
      'Both sides sign the results.',
    ],
    [{ survey }, 'Both sides sign the results.'],
    [
      { survey, gate: analysisGate([], [], { by: 'lena', at: 1, reason: 'r' }) },
      'The setup goes on without signed results.',
    ],
  ] as const)('%#', (more, sentence) => {
    expect(nextStep(view(more))).toBe(sentence)
  })
})

it('a survey says how fast it reads and how long it will go on', () => {
  const progress = { sentence: 'survey on src-db: read', done: 5, of: 25, startedAt: 0 }
  expect(progressText(progress, 10_000)).toBe(
    '5 of 25 sources, 0.5 a second, about 40 s left. survey on src-db: read',
  )
  expect(progressText({ ...progress, done: 0 }, 10_000)).toBe('survey on src-db: read')
})

describe('the form of an entry', () => {
  it('gives back the entry that it was filled from', () => {
    const entry = {
      name: 'Acme CRM',
      kind: 'crm',
      owner: 'Acme',
      protocol: 'api',
      addresses: ['203.0.113.7', '203.0.113.8'],
      status: 'found',
      replacedBy: [],
    }
    expect(entryOf('integration-points', formOf('integration-points', entry))).toEqual(entry)
  })

  it('leaves out what is empty and names what is missing', () => {
    const form = formOf('last-minute-changes', { entity: 'EasyCall', wanted: ' ' })
    expect(entryOf('last-minute-changes', form)).toEqual({ entity: 'EasyCall' })
    expect(missingFields('last-minute-changes', form)).toEqual(['Wanted', 'By'])
  })

  it.each(RegisterName.options)(
    'of %s has only fields that its schema knows, and all it needs',
    (register) => {
      const known = Object.keys(registerSchemas[register].shape)
      const fields = registerFields[register].map(({ name }) => name)
      expect(fields.filter((name) => !known.includes(name))).toEqual([])
      const needed = registerSchemas[register].safeParse({})
      const missing = needed.success ? [] : needed.error.issues.map(({ path }) => String(path[0]))
      const required = registerFields[register]
        .filter((f) => f.required === true)
        .map((f) => f.name)
      expect(missing.filter((name) => !required.includes(name))).toEqual([])
    },
  )

  it('offers every kind of modification that a survey can bring', () => {
    for (const kind of ModificationKind.options) {
      const entry = { name: 'x', kind, files: ['/etc/x'], hosts: [] }
      const field = registerFields.customizations.find(({ name }) => name === 'kind')
      expect(field?.kind).toMatchObject({ options: expect.arrayContaining([kind]) })
      expect(entryOf('customizations', formOf('customizations', entry))).toEqual(entry)
    }
  })

  it('gets an id of its own from its name', () => {
    const form = { name: 'Acme CRM (new)' }
    expect(entryId('integration-points', form, [])).toBe('acme-crm-new')
    expect(entryId('integration-points', form, ['acme-crm-new'])).toBe('acme-crm-new-2')
    expect(entryId('permissions', { entity: 'tariff', phase: 'target' }, [])).toBe('tariff/target')
    expect(entryId('freeze', {}, ['freeze'])).toBe('freeze')
  })
})
