import { LiveRun } from '../../shared/domain/live-run.ts'
import type { z } from 'zod'

/** A run of twenty customers in the middle of its work; name what differs. */
export const liveRun = (differs: Partial<z.input<typeof LiveRun>> = {}): LiveRun =>
  LiveRun.parse({
    run: 'run-1',
    procedure: 'customer-transfer',
    title: 'Move customers to the target',
    batch: 'batch-01',
    state: 'running',
    waiting: '',
    startedAt: Date.UTC(2026, 10, 22, 23, 0),
    members: { total: 20, done: 5, failed: 0, running: 4, takenOut: 0 },
    width: 4,
    steps: [],
    active: [],
    questions: [],
    ...differs,
  })
