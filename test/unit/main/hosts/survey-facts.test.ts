import { expect, it } from 'vitest'
import { factsByHost } from '../../../../main/hosts/survey-facts.ts'
import type { Fact } from '../../../../shared/domain/analysis/facts.ts'

const fact = (id: string, name: string, value: Fact['value'], at = 5): Fact => ({
  subject: { kind: 'host', id },
  name,
  value,
  unit: null,
  source: `survey on ${id}`,
  at,
})

it('a survey of the analysis tells of each host what its view shows', () => {
  const facts = factsByHost([
    fact('src-db', 'os.name', 'Oracle Linux 8.10'),
    fact('src-db', 'release', 'MR85'),
    fact('src-db', 'service.running.mysqld', true),
    fact('src-db', 'clock.skew', 3, 9),
    // Its survey failed: only its clock was read.
    fact('src-web', 'clock.skew', 3),
    { ...fact('source', 'release', 'MR85'), subject: { kind: 'system', id: 'source' } },
  ])
  expect([...facts]).toEqual([
    ['src-db', { at: 9, os: 'Oracle Linux 8.10', release: 'MR85', services: ['mysqld'] }],
  ])
})
