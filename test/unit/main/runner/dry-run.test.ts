import { expect, it } from 'vitest'
import {
  answered,
  commands,
  members,
  runnerBench,
  spec,
  threeSteps,
} from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const procedure = threeSteps({
  preconditions: [{ check: 'hosts-reachable' }],
  approvals: [{ id: 'go', text: 'They move.', typed: '{project.name}' }],
  downtime: {
    service: 'customer',
    budget: '1m',
    opensAt: 'lock',
    closesAt: 'unlock',
    probes: [{ kind: 'tcp', address: '{cluster.voice}' }],
  },
})

it('asks only probes, writes nothing, and says what it could not predict', async () => {
  const bench = runnerBench(waitingClock())
  bench.world.read = (operation, _, host) =>
    answered(
      operation === 'customer-unlock'
        ? { nonsense: true }
        : { state: host === 'src-db' ? 'done' : 'absent', predictedMs: 400 },
    )
  const report = await bench.runner.dryRun(procedure, members(2), spec, commands)
  expect(bench.journal.stored).toEqual([])
  expect(bench.world.begun).toEqual([])
  expect(new Set(bench.world.execs)).toEqual(
    new Set(['customer-lock probe', 'customer-unlock probe']),
  )
  expect(
    report.lines.filter((l) => l.member === '1001').map((l) => [l.step, l.host, l.probe]),
  ).toEqual([
    ['lock', 'src-db', 'done'],
    ['move', 'tgt-db', 'absent'],
    ['unlock', 'tgt-db', 'unknown'],
  ])
  expect(report).toMatchObject({
    notPredicted: 2,
    members: 2,
    downtime: { budgetMs: 60_000, predictedMs: 800 },
  })
  expect(report.approvals).toEqual([{ id: 'go', text: 'They move.', people: 1, typed: 'Test' }])
  expect(report.checks).toEqual([{ check: 'hosts-reachable', answer: 'pass', sentence: 'ok' }])
})

it('counts a host that does not answer as not predicted, with its sentence', async () => {
  const bench = runnerBench(waitingClock())
  bench.world.down.add('tgt-db')
  const report = await bench.runner.dryRun(procedure, members(1), spec, commands)
  expect(report.notPredicted).toBe(2)
  expect(report.lines[1]?.detail).toBe('tgt-db does not answer')
})

it('predicts the downtime from the steps of its window alone', async () => {
  const bench = runnerBench(waitingClock())
  bench.world.read = () => answered({ state: 'absent', predictedMs: 400 })
  const { downtime } = procedure
  if (downtime === undefined) throw new Error('no downtime')
  const [, closesAt] = procedure.steps.map(({ id }) => id)
  if (closesAt === undefined) throw new Error('no step')
  const shorter = { ...procedure, downtime: { ...downtime, closesAt } }
  const report = await bench.runner.dryRun(shorter, members(1), spec, commands)
  expect(report.downtime?.predictedMs).toBe(800)
})
