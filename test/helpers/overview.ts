import { EnvironmentId } from '../../shared/domain/ids.ts'
import type { BatchWindow } from '../../shared/domain/planning.ts'
import type { ProcedureView, RunView, Overview } from '../../shared/ipc/overview.ts'
import { instant } from '../../shared/domain/time.ts'

/** 2026-11-22 22:00 UTC. */
export const tenPm = instant(Date.UTC(2026, 10, 22, 22, 0))
export const minutes = (count: number) => instant(tenPm + count * 60_000)

/** A window of four hours that opens so many minutes after ten. */
export const windowAt = (from: number, environment = 'us'): BatchWindow => ({
  environment: EnvironmentId.parse(environment),
  team: 'operators',
  from: minutes(from),
  to: minutes(from + 240),
})

const procedure = (
  id: string,
  stage: ProcedureView['stage'],
  scope: ProcedureView['scope'],
  expectedMinutes: number,
): ProcedureView => ({
  id,
  stage,
  title: id,
  doc: id,
  scope,
  expectedMs: expectedMinutes * 60_000,
  applies: true,
  width: scope === 'customer' ? 8 : 1,
  approvals: 1,
})

export const doneRun = (
  procedure: string,
  members: readonly string[],
  from: number,
  to: number,
): RunView => ({
  id: `${procedure}-${from}`,
  procedure,
  state: 'succeeded',
  members,
  done: members,
  createdAt: minutes(from),
  startedAt: minutes(from),
  endedAt: minutes(to),
})

/** A small project in which nothing has begun; name what differs. */
export const overview = (differs: Partial<Overview> = {}): Overview => ({
  project: {
    name: 'Panda Telecom',
    path: '/panda.switchyard',
    mode: 'write',
    sample: false,
    source: 'MR85',
    target: 'MR100',
    environments: [
      { id: 'us', title: 'US', zone: 'America/New_York' },
      { id: 'uk', title: 'UK', zone: 'Europe/London' },
    ],
    clusters: ['us1', 'uk1'],
    hosts: 10,
    customers: 20,
    accounts: 44,
    xdrs: 230_000_000,
    width: 8,
    soakDays: 14,
  },
  seq: 1,
  now: tenPm,
  rate: 1,
  dataProcess: { state: 'up', restarts: 0 },
  procedures: [
    procedure('survey', 'analysis', 'project', 10),
    procedure('voice', 'setup', 'sip-cluster', 15),
    procedure('customer-transfer', 'transfer', 'customer', 1),
    procedure('xdr-sync', 'transfer', 'environment', 60),
    procedure('decommission', 'decommission', 'project', 30),
  ],
  runs: [],
  live: [],
  batches: [],
  customerStates: { planned: 20 },
  downtimeOver: 0,
  analysis: { surveyed: false, signed: [], waived: false },
  logs: [],
  sessions: [],
  ...differs,
})
