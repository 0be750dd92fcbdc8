import { describe, expect, it } from 'vitest'
import { BatchId } from '../../../../../shared/domain/ids.ts'
import { scheduleStages } from '../../../../../shared/planner/stages/schedule.ts'
import type {
  PlanFacts,
  Progress,
  StageSchedule,
  TaskDates,
} from '../../../../../shared/planner/types.ts'
import { at, datesOf, placed, run, stagesFacts, taskOf, window } from './stages-world.ts'

const settings = { start: '2027-02-01' }

/** Facts of a project that began on Monday 2027-02-01, as they are at `now`. */
const on = (now: string, progress: Partial<Progress> = {}): PlanFacts =>
  stagesFacts({ settings, now, progress })

const setupOn = (now: string, progress: Partial<Progress> = {}): StageSchedule =>
  scheduleStages(on(now, progress), undefined)

const done = (task: string, startedAt: string, endedAt: string): Progress['tasks'][number] => ({
  task,
  state: 'done',
  startedAt: at(startedAt),
  endedAt: at(endedAt),
})

const windows = [
  [window('2027-03-09T01:00Z', '2027-03-09T05:00Z')],
  [window('2027-03-16T01:00Z', '2027-03-16T05:00Z')],
]

/** What the plan was when it was signed. */
const baselineOf = (schedule: StageSchedule): readonly TaskDates[] =>
  schedule.tasks.map(({ id, from, to }) => ({ id, from, to }))

const batch = (id: string, beganAt: string, endedAt?: string): Progress['batches'][number] => ({
  batch: BatchId.parse(id),
  beganAt: at(beganAt),
  ...(endedAt === undefined ? {} : { endedAt: at(endedAt) }),
})

describe('what has happened', () => {
  it('stands in the schedule with its dates', () => {
    const schedule = setupOn('2027-02-03T10:00Z', {
      tasks: [done('survey', '2027-02-01T09:00Z', '2027-02-02T15:00Z')],
    })
    const survey = taskOf(schedule, 'survey')
    expect([survey.state, survey.actual]).toEqual([
      'done',
      { from: at('2027-02-01T09:00Z'), to: at('2027-02-02T15:00Z') },
    ])
    // Behind the afternoon in which the survey ended, scope work begins on the next day.
    expect(datesOf(schedule, 'scope-code')).toEqual(['2027-02-03T00:00', '2027-02-05T00:00'])
  })

  it('pushes what has not begun out of the past, and today is not the past', () => {
    const schedule = setupOn('2027-02-04T17:00Z')
    expect(datesOf(schedule, 'survey')).toEqual(['2027-02-04T00:00', '2027-02-05T00:00'])
  })

  it('keeps what is under way at least until the end of today', () => {
    const schedule = setupOn('2027-02-05T10:00Z', {
      tasks: [{ task: 'survey', state: 'started', startedAt: at('2027-02-01T09:00Z') }],
    })
    expect(datesOf(schedule, 'survey')).toEqual(['2027-02-01T09:00', '2027-02-06T00:00'])
    expect(taskOf(schedule, 'survey').late).toEqual({
      days: 4,
      cause: 'it takes longer than planned: 5 working days instead of 1',
    })
  })

  it('is known from runs of the procedure, without anybody’s tick', () => {
    const looked = run('switchover-voice', 'dry-run', ['2027-02-19T09:00Z'], 'c1')
    const { startedAt: _never, ...dryRun } = looked
    const schedule = setupOn('2027-02-22T10:00Z', {
      runs: [
        run('ids-split', 'succeeded', ['2027-02-19T01:10Z', '2027-02-19T01:20Z']),
        run('database-copy', 'running', ['2027-02-19T09:00Z']),
        dryRun,
      ],
    })
    const stateOf = (id: string) => taskOf(schedule, id).state
    expect(
      ['ids-split', 'freeze-enforced', 'database-copy', 'switchover-voice-c1'].map(stateOf),
    ).toEqual(['done', 'done', 'started', 'open'])
    // Ids are not split before the target is ready and the slots are agreed.
    expect(['analysis-complete', 'target-ready', 'slots-agreed'].map(stateOf)).toEqual([
      'done',
      'done',
      'done',
    ])
    expect(taskOf(schedule, 'target-ready').to).toBeLessThanOrEqual(at('2027-02-19T01:10Z'))
    // What is only implied says so: nobody ticked it, and no run shows it.
    expect(taskOf(schedule, 'target-ready').impliedBy).toBe(at('2027-02-19T01:10Z'))
    expect(taskOf(schedule, 'ids-split').impliedBy).toBeUndefined()
  })

  it('is done only for the members of a run for which it was', () => {
    const both = (state: 'succeeded' | 'failed', ...members: string[]) => ({
      ...run('switchover-voice', state, ['2027-02-19T01:00Z', '2027-02-19T01:30Z']),
      members: ['c1', 'c2'],
      done: members,
    })
    const stateAfter = (...runs: ReturnType<typeof both>[]) =>
      taskOf(setupOn('2027-02-22T10:00Z', { runs }), 'switchover-voice-c1').state
    expect(stateAfter(both('failed', 'c1'))).toBe('done')
    // An undo that got stuck leaves the run as it was, with one member taken back.
    expect(stateAfter(both('succeeded', 'c2'))).toBe('started')
    // A further run that says nothing of it does not take away what the first one did.
    expect(stateAfter(both('succeeded', 'c1'), both('failed'))).toBe('done')
  })

  it('is not known from a run that was refused before it began, nor is what comes before it', () => {
    const { startedAt: _never, ...refused } = run('database-copy', 'failed', ['2027-02-19T01:00Z'])
    const schedule = setupOn('2027-02-22T10:00Z', { runs: [refused] })
    expect(['database-copy', 'ids-split'].map((id) => taskOf(schedule, id).state)).toEqual([
      'open',
      'open',
    ])
  })

  it('does not make a task done because somebody merely started one behind it', () => {
    const schedule = setupOn('2027-02-02T10:00Z', {
      tasks: [{ task: 'target-hardware', state: 'started', startedAt: at('2027-02-01T09:00Z') }],
    })
    expect(taskOf(schedule, 'target-requirements').state).toBe('open')
  })

  it('lets a person’s word stand over a run', () => {
    const schedule = setupOn('2027-02-22T10:00Z', {
      tasks: [
        { task: 'database-copy', state: 'done', endedAt: at('2027-02-20T11:00Z'), owner: 'Kim' },
      ],
      runs: [run('database-copy', 'failed', ['2027-02-19T09:00Z', '2027-02-19T10:00Z'])],
    })
    const copy = taskOf(schedule, 'database-copy')
    expect([copy.state, copy.owner, copy.actual]).toEqual([
      'done',
      'Kim',
      { from: at('2027-02-19T09:00Z'), to: at('2027-02-20T11:00Z') },
    ])
  })

  it('has the owner, the date and the note that people gave it, and without them those of the plan', () => {
    const said = (more: object) => {
      const facts = stagesFacts({
        settings: { ...settings, tasks: { 'database-copy': { owner: 'Lee' } } },
        progress: { tasks: [{ task: 'database-copy', state: 'open', ...more }] },
      })
      const { owner, due, note } = taskOf(scheduleStages(facts, undefined), 'database-copy')
      return [owner, due, note]
    }
    expect(said({ owner: 'Kim', due: '2027-02-18', note: 'asks the vendor' })).toEqual([
      'Kim',
      '2027-02-18',
      'asks the vendor',
    ])
    expect(said({})).toEqual(['Lee', undefined, undefined])
  })

  it('reaches a milestone with the last task before it, also one that has an owner', () => {
    const before = ['target-performance', 'target-post-install']
    const schedule = setupOn('2027-02-22T10:00Z', {
      tasks: [
        ...before.map((id) => done(id, '2027-02-15T09:00Z', '2027-02-15T17:00Z')),
        { task: 'target-ready', state: 'open', owner: 'Kim' },
      ],
    })
    const ready = taskOf(schedule, 'target-ready')
    expect([ready.state, ready.owner, ready.from]).toEqual(['done', 'Kim', at('2027-02-15T17:00Z')])
  })

  it('leaves out what was dropped', () => {
    const schedule = setupOn('2027-02-01T08:00Z', {
      tasks: [{ task: 'provisioning-coordination', state: 'dropped' }],
    })
    const { from, to, state } = taskOf(schedule, 'provisioning-coordination')
    expect([to - from, state]).toEqual([0, 'dropped'])
    expect(schedule.stages[1]?.businessDays).toBeLessThan(13)
  })
})

describe('lateness', () => {
  it('is none when everything is as planned', () => {
    const facts = on('2027-02-01T08:00Z')
    expect(scheduleStages(facts, placed(facts, windows)).tasks.filter((t) => t.late)).toEqual([])
  })

  it('names what has not begun, and lets everything behind it name that', () => {
    const late = (id: string) => taskOf(setupOn('2027-02-04T10:00Z'), id).late
    expect(late('analysis-start')).toEqual({
      days: 3,
      cause: 'it has not begun, and should have on 2027-02-01',
    })
    expect(late('setup-complete')).toEqual({
      days: 3,
      cause:
        '“Analysis begins” is late by 3 working days: it has not begun, and should have on 2027-02-01',
    })
  })

  it('is measured against the signed plan, by the task that it began with', () => {
    const planned = setupOn('2027-02-01T08:00Z')
    const schedule = setupOn('2027-02-04T10:00Z', {
      baseline: baselineOf(planned),
      tasks: [
        done('analysis-start', '2027-02-01T09:00Z', '2027-02-01T09:00Z'),
        done('survey', '2027-02-03T09:00Z', '2027-02-03T17:00Z'),
      ],
    })
    expect(taskOf(schedule, 'survey').late).toEqual({
      days: 2,
      cause: 'it began 2 working days late',
    })
    expect(taskOf(schedule, 'survey').baseline).toEqual({
      id: 'survey',
      from: at('2027-02-01T00:00Z'),
      to: at('2027-02-02T00:00Z'),
    })
    expect(taskOf(schedule, 'analysis-complete').late?.cause).toMatch(
      /^“Survey the systems” is late by 2 working days: it began 2 working days late$/,
    )
  })

  it('names a failed run', () => {
    const schedule = setupOn('2027-02-24T10:00Z', {
      runs: [
        run('ids-split', 'succeeded', ['2027-02-19T01:00Z', '2027-02-19T01:01Z']),
        run('database-copy', 'failed', ['2027-02-19T09:00Z', '2027-02-19T12:00Z']),
      ],
    })
    const copy = taskOf(schedule, 'database-copy')
    expect([copy.state, copy.late]).toEqual([
      'started',
      { days: 3, cause: 'its run failed on 2027-02-19' },
    ])
  })

  it('opens a task again when its run was undone', () => {
    const schedule = setupOn('2027-02-24T10:00Z', {
      runs: [run('ids-split', 'undone', ['2027-02-19T01:00Z', '2027-02-19T01:30Z'])],
    })
    const split = taskOf(schedule, 'ids-split')
    expect([split.state, split.late?.cause]).toEqual(['open', 'its run was undone on 2027-02-19'])
    expect(split.from).toBeGreaterThan(at('2027-02-24T10:00Z'))
  })

  it('names a missed window, and what waits for it', () => {
    const facts = on('2027-03-17T10:00Z', {
      runs: [run('switchover-api', 'succeeded', ['2027-02-26T01:00Z', '2027-02-26T01:04Z'])],
      batches: [batch('pilot', '2027-03-09T01:00Z', '2027-03-09T01:20Z')],
    })
    const schedule = scheduleStages(facts, placed(facts, windows))
    const missed = taskOf(schedule, 'transfer-batch-01')
    expect(missed.late?.cause).toBe('it missed its window, which closed at 2027-03-16T05:00:00Z')
    expect(taskOf(schedule, 'last-customer-uk').late?.cause).toMatch(
      /^“Move Batch 1: 2 customers” is late by 2 working days: it missed/,
    )
    expect(schedule.findings.map((f) => [f.severity, f.message])).toContainEqual([
      'error',
      'Batch 1 missed its window.',
    ])
  })
})

describe('the transfer under way', () => {
  const running = (
    now: string,
    progress: Partial<Progress>,
    states: PlanFacts['customers'] = [],
  ) => {
    const facts = { ...on(now, progress), ...(states.length === 0 ? {} : { customers: states }) }
    return scheduleStages(facts, placed(facts, windows))
  }

  it('dates the first customer and the pilot by what happened, and needs no ticks before', () => {
    const schedule = running('2027-03-09T03:00Z', {
      batches: [batch('pilot', '2027-03-09T01:12Z')],
    })
    expect(taskOf(schedule, 'first-customer')).toMatchObject({
      state: 'done',
      from: at('2027-03-09T01:12Z'),
    })
    expect(taskOf(schedule, 'transfer-pilot')).toMatchObject({
      state: 'started',
      from: at('2027-03-09T01:12Z'),
      to: at('2027-03-09T05:00Z'),
    })
    expect(taskOf(schedule, 'setup-complete').state).toBe('done')
  })

  it('does not call a batch moved because the one behind it was: its customers say whether they are', () => {
    const schedule = running('2027-03-17T10:00Z', {
      batches: [batch('batch-01', '2027-03-16T01:00Z', '2027-03-16T01:20Z')],
    })
    const missed = taskOf(schedule, 'transfer-pilot')
    expect([missed.state, missed.late?.cause]).toEqual([
      'open',
      'it missed its window, which closed at 2027-03-09T05:00:00Z',
    ])
    expect(taskOf(schedule, 'transfer-batch-01').state).toBe('done')
    expect(taskOf(schedule, 'setup-complete').state).toBe('done')
  })

  it('does not call the first customer moved because the setup is over', () => {
    const schedule = running('2027-03-05T10:00Z', {
      tasks: [done('setup-complete', '2027-03-04T09:00Z', '2027-03-04T09:00Z')],
    })
    expect([
      taskOf(schedule, 'setup-complete').state,
      taskOf(schedule, 'first-customer').state,
    ]).toEqual(['done', 'open'])
  })

  it('knows log checks and tests from the states of the customers', () => {
    const { customers } = on('2027-03-10T10:00Z')
    const schedule = running(
      '2027-03-10T10:00Z',
      { batches: [batch('pilot', '2027-03-09T01:00Z', '2027-03-09T01:20Z')] },
      customers.map((c, i) => (i < 2 ? { ...c, state: 'checked' as const } : c)),
    )
    expect(['pilot-log-check', 'pilot-tests'].map((id) => taskOf(schedule, id).state)).toEqual([
      'done',
      'open',
    ])
  })

  it('ends an environment when its batches did, and the soak runs from there by itself', () => {
    const schedule = running('2027-03-20T10:00Z', {
      batches: [
        batch('pilot', '2027-03-09T01:00Z', '2027-03-09T01:20Z'),
        batch('batch-01', '2027-03-16T01:00Z', '2027-03-16T01:40Z'),
      ],
    })
    expect(taskOf(schedule, 'last-customer-uk')).toMatchObject({
      state: 'done',
      from: at('2027-03-16T01:40Z'),
    })
    expect(taskOf(schedule, 'soak')).toMatchObject({
      state: 'started',
      from: at('2027-03-16T01:40Z'),
      to: at('2027-03-30T00:40Z') + 3_600_000,
    })
  })

  it('gives the moment from which batches may be placed, also when it is past', () => {
    const facts = on('2027-03-20T10:00Z', {
      batches: [batch('pilot', '2027-03-09T01:00Z', '2027-03-09T01:20Z')],
      tasks: [done('setup-complete', '2027-03-05T09:00Z', '2027-03-05T09:00Z')],
    })
    expect(scheduleStages(facts, undefined).end).toBe(at('2027-03-05T09:00Z'))
  })

  it('needs no ticks of the setup once customers have moved', () => {
    const facts = on('2027-03-20T10:00Z', {
      batches: [batch('pilot', '2027-03-09T01:00Z', '2027-03-09T01:20Z')],
    })
    expect(scheduleStages(facts, undefined).end).toBeLessThanOrEqual(at('2027-03-09T01:00Z'))
  })

  it('lets batches keep their windows while tasks of people are not reported', () => {
    const planned = scheduleStages(on('2027-02-01T08:00Z'), undefined).end
    const runs = [run('switchover-api', 'succeeded', ['2027-02-26T01:00Z', '2027-02-26T01:04Z'])]
    const facts = on('2027-03-08T10:00Z', { runs })
    expect(scheduleStages(facts, undefined).end).toBe(planned)
    const schedule = scheduleStages(facts, placed(facts, windows))
    expect(taskOf(schedule, 'integrations-tested').late?.cause).toBe(
      'it has not begun, and should have on 2027-02-25',
    )
    expect(schedule.findings.map((f) => [f.severity, f.message])).toEqual([
      [
        'warning',
        expect.stringMatching(/^The window of Pilot opens before “First customer moves”/),
      ],
    ])
  })

  it('lets the wait for agreed slots pass by itself', () => {
    const coordination = (now: string) =>
      taskOf(
        setupOn(now, {
          tasks: [done('analysis-complete', '2027-02-12T17:00Z', '2027-02-12T17:00Z')],
        }),
        'provisioning-coordination',
      )
    expect([
      coordination('2027-02-22T10:00Z').state,
      coordination('2027-03-08T10:00Z').state,
    ]).toEqual(['started', 'done'])
    expect(coordination('2027-03-08T10:00Z').to).toBe(coordination('2027-02-22T10:00Z').to)
  })
})
