import { describe, expect, it } from 'vitest'
import { DiagramPhase, diagramOf } from '../../../../../shared/domain/analysis/diagram.ts'
import { labSpec } from '../../../../helpers/lab.ts'
import { registers, seen, survey } from '../../../../helpers/analysis-world.ts'

const world = {
  spec: labSpec,
  customers: 12,
  survey: survey({ connections: [seen('mysql', '203.0.113.21'), seen('sip', '198.51.100.1')] }),
  registers: registers({
    'integration-points': {
      crm: { name: 'CRM', kind: 'crm', owner: 'Acme', protocol: 'api', addresses: ['203.0.113.7'] },
      sms: {
        name: 'SMS',
        kind: 'sms-provider',
        owner: 'Txt',
        protocol: 'smpp',
        addresses: ['203.0.113.8'],
      },
    },
  }),
}
const ways = (phase: (typeof DiagramPhase)[number], from: string) =>
  diagramOf(phase, world)
    .edges.filter((edge) => edge.from === from)
    .map(({ to, kind }) => `${to} ${kind}`)

describe('the diagram', () => {
  it('shows an API client at the source, at the dispatcher, and behind it at the target', () => {
    expect(ways('before', 'point-crm')).toEqual(['source-web plain'])
    expect(ways('during', 'point-crm')).toEqual(['dsbc plain'])
    expect(ways('during', 'dsbc')).toContain('source-web plain')
    expect(ways('after', 'dsbc')).toEqual(['target-sip plain', 'target-web plain'])
  })

  it('shows who reads the database as broken: it is never dispatched', () => {
    expect(ways('before', 'unknown-mysql')).toEqual(['source-db broken'])
    expect(ways('during', 'unknown-mysql')).toEqual(['source-db broken'])
  })

  it('shows SMPP at both systems while both run', () => {
    expect(ways('during', 'point-sms')).toEqual(['source-sip broken', 'target-sip plain'])
  })

  it.each(DiagramPhase)('%s: every line joins two boxes', (phase) => {
    const { nodes, edges } = diagramOf(phase, world)
    const ids = new Set(nodes.map(({ id }) => id))
    expect(edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([])
    expect(ids.size).toBe(nodes.length)
  })
})
