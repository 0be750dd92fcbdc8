import { describe, expect, it } from 'vitest'
import { scheduleStages } from '../../../../../shared/planner/stages/schedule.ts'
import { stageTasks } from '../../../../../shared/planner/stages/tasks.ts'
import { stagesFacts, placed, taskOf, window } from './stages-world.ts'

const tasksOf = (world: Parameters<typeof stagesFacts>[0] = {}) => stageTasks(stagesFacts(world))
const idsOf = (world: Parameters<typeof stagesFacts>[0] = {}) => tasksOf(world).map((t) => t.id)

describe('tasks of the stages', () => {
  it.each([
    ['hardware', 'scope-hardware'],
    ['network architecture', 'scope-network'],
    ['environments and billing entities', 'scope-entities'],
    ['provided services', 'scope-services'],
    ['auxiliary services', 'scope-auxiliary'],
    ['custom settings', 'scope-settings'],
    ['third-party systems', 'scope-third-party'],
    ['portals and API applications', 'scope-applications'],
    ['code modifications', 'scope-code'],
    ['reports and SQL scripts', 'scope-reports'],
    ['target requirements', 'target-requirements'],
    ['portals that query the database', 'direct-database'],
    ['decision about customizations', 'customizations-decided'],
    ['diagram of integration points', 'integration-diagram'],
    ['list of customizations', 'customization-list'],
    ['tentative plan', 'migration-plan'],
    ['migration matrix', 'migration-matrix'],
    ['date of the freeze', 'freeze-date'],
    ['hardware of the target', 'target-hardware'],
    ['installation from the iso', 'target-install'],
    ['DSBC', 'target-dsbc'],
    ['network of the target', 'target-network'],
    ['connectivity', 'target-connectivity'],
    ['post-install tests', 'target-post-install'],
    ['performance tests', 'target-performance'],
    ['last catalog changes', 'last-catalog-changes'],
    ['unique ids', 'ids-split'],
    ['database copy', 'database-copy'],
    ['voice switchover', 'switchover-voice-c1'],
    ['API switchover', 'switchover-api'],
    ['sign-up', 'signup-default'],
    ['scenario tests', 'pilot-tests'],
    ['log check', 'pilot-log-check'],
    ['vendor xDRs', 'xdr-sync-uk'],
    ['soak', 'soak'],
    ['preparing the decommission', 'decommission-prepared'],
    ['decommission', 'decommission'],
  ])('name the method’s %s', (_what, id) => {
    expect(idsOf()).toContain(id)
  })

  it('hold every milestone that a lead asks for', () => {
    const milestones = tasksOf({
      environments: { us: { zone: 'America/New_York' }, uk: { zone: 'Europe/London' } },
    }).filter((t) => t.kind === 'milestone')
    expect(milestones.map((t) => t.id)).toEqual([
      'analysis-start',
      'analysis-complete',
      'target-ready',
      'freeze-announced',
      'freeze-enforced',
      'new-products',
      'setup-complete',
      'first-customer',
      'pilot-confirmed',
      'last-customer-us',
      'xdr-synced-us',
      'last-customer-uk',
      'xdr-synced-uk',
      'freeze-lifted',
      'transfer-complete',
      'soak-end',
      'target-normal',
      'source-reusable',
    ])
  })

  it('say where every fact comes from, and come after tasks that stand before them', () => {
    const seen = new Set<string>()
    for (const task of tasksOf({ radius: true })) {
      expect(task.source).toMatch(/method\.txt|domain\.md/)
      expect(task.after.filter((id) => !seen.has(id))).toEqual([])
      seen.add(task.id)
    }
  })

  it('budget the downtime as the method does', () => {
    const downtime = tasksOf({
      environments: { us: { zone: 'America/New_York' }, uk: { zone: 'Europe/London' } },
      clusters: { us1: 'us', uk1: 'uk' },
      radius: true,
    }).flatMap((t) => (t.downtime === undefined ? [] : [t.downtime]))
    expect(downtime.map((d) => [d.service, d.scope, d.budgetMs / 60_000])).toEqual([
      ['database', 'project', 1],
      ['voice', 'us1', 3],
      ['voice', 'uk1', 3],
      ['radius', 'project', 5],
      ['api', 'project', 5],
      ['system', 'project', 3],
    ])
  })

  it('switch RADIUS over only where something needs it', () => {
    expect([
      idsOf().includes('switchover-radius'),
      idsOf({ radius: true }).includes('switchover-radius'),
    ]).toEqual([false, true])
  })

  it.each([
    ['on-premises', 'operator'],
    ['cloud', 'vendor'],
  ])('let the right side prepare a target %s', (target, party) => {
    const tasks = tasksOf({ settings: { target } })
    const partyOf = (id: string) => tasks.find((t) => t.id === id)?.party
    expect(
      ['target-hardware', 'target-install', 'target-dsbc', 'target-network'].map(partyOf),
    ).toEqual([party, party, party, party])
    expect([partyOf('target-post-install'), partyOf('target-performance')]).toEqual([
      'vendor',
      'vendor',
    ])
  })

  it('let the source enforce the freeze only from MR100 on', () => {
    const enforcedBy = (release: string) =>
      tasksOf({ release }).find((t) => t.id === 'freeze-enforced')?.party
    expect([enforcedBy('MR99'), enforcedBy('MR100')]).toEqual(['operator', 'system'])
  })

  it('take corrections from the settings, and say that they did', () => {
    const facts = stagesFacts({
      settings: { tasks: { 'database-copy': { elapsedDays: 4, effortDays: 2, owner: 'Kim' } } },
    })
    const copy = taskOf(scheduleStages(facts, undefined), 'database-copy')
    expect([copy.elapsedDays, copy.effortDays, copy.owner]).toEqual([4, 2, 'Kim'])
    expect(copy.source).toMatch(/^corrected in the project; before: method\.txt/)
  })

  it('name what was meant by a task that does not exist', () => {
    const facts = stagesFacts({ settings: { tasks: { 'databse-copy': { elapsedDays: 4 } } } })
    expect(scheduleStages(facts, placed(facts, [])).findings).toContainEqual({
      severity: 'error',
      message: 'The settings correct a task “databse-copy”, which this plan does not have.',
      where: { task: 'databse-copy' },
      next: expect.stringMatching(/^Write one of: database-copy, /) as string,
    })
  })

  it('have no duration to correct where a window or the soak decides', () => {
    const facts = stagesFacts({
      settings: {
        tasks: { 'ids-split': { elapsedDays: 2 }, soak: { elapsedDays: 2 } },
      },
    })
    const schedule = scheduleStages(
      facts,
      placed(facts, [[window('2027-03-10T01:00Z', '2027-03-10T05:00Z')]]),
    )
    expect(
      schedule.findings.filter((f) => f.message.includes('duration')).map((f) => f.next),
    ).toEqual([
      'Take elapsedDays out; the window or what comes before decides.',
      'Change soakDays or the billing periods of the environments.',
    ])
    expect(taskOf(schedule, 'ids-split').to - taskOf(schedule, 'ids-split').from).toBe(60_000)
  })
})
