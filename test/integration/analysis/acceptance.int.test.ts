import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { factName } from '../../../shared/domain/analysis/fact-names.ts'
import { must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** The load test of the acceptance, from the hosts to the findings of the analysis. */
describe('the acceptance of the target', () => {
  let world: LabEngine
  beforeAll(async () => {
    world = await startLabEngine()
    must(await world.engine.analysis.survey('anna', { only: ['survey on src-db'] }))
    must(await world.engine.plan.propose('anna'))
  })
  afterAll(() => world.stop())

  const findings = async (rule: string) =>
    must(await world.engine.registers.state()).findings.filter((f) => f.rule === rule)
  const sizing = async (what: string) =>
    must(await world.engine.registers.state()).sizing.find((row) => row.what.startsWith(what))

  it('is asked for by a finding while nobody has run it', async () => {
    expect(await findings('target-not-load-tested')).toMatchObject([{ state: 'open' }])
    expect(await sizing('Customers that')).toMatchObject({ verdict: 'not known' })
  })

  it('measures the target, and the plan is compared with it', async () => {
    expect((await world.run('target-acceptance')).state).toBe('succeeded')
    const known = await world.engine.analysis.known()
    const measured = (known?.facts ?? []).filter(({ source }) => source.startsWith('load-test of'))
    expect(measured.map(({ subject, name }) => `${subject.id} ${name}`)).toEqual(
      expect.arrayContaining([
        'tgt-db load.customers.rate',
        'tgt-db disk.write',
        'dsbc-a load.dispatch.p95',
        'dsbc-b load.dispatch.rate',
      ]),
    )
    expect(measured.filter((f) => factName('host', f.name)?.unit !== f.unit)).toEqual([])
    expect(await sizing('Customers that')).toMatchObject({ verdict: 'enough', there: 1200 })
    expect(await findings('target-not-load-tested')).toEqual([])
    expect(await findings('target-too-slow')).toEqual([])
  })

  it('names the host that cannot carry the plan, and the newest test counts', async () => {
    await world.lab.inject({ kind: 'weak-host', host: 'tgt-db', perMinute: 0.001 })
    expect((await world.run('target-acceptance')).state).toBe('succeeded')
    expect(await findings('target-too-slow')).toMatchObject([
      { subject: 'tgt-db customers', severity: 'blocker', basis: 'too slow', state: 'open' },
    ])
    expect(await sizing('Customers that')).toMatchObject({ verdict: 'too little', there: 0 })
  })

  it('changes nothing that the truth of the lab counts', async () => {
    const { effects, customers } = await world.client.truth()
    expect([effects.startedTwice, customers.onTarget]).toEqual([[], 0])
  })
})
