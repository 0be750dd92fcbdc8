import { describe, expect, it } from 'vitest'
import { answerCall } from '../../main/ipc/answer-call.ts'
import type { Handlers } from '../../main/ipc/handlers.ts'
import { ok } from '../../shared/base/result.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import { channelNames, eventNames } from '../../shared/ipc/channels.ts'
import type { ChannelName } from '../../shared/ipc/channels.ts'
import { contract } from '../../shared/ipc/contract.ts'

/** Handlers that count their calls; each channel gets the same one. */
function handlersOf(act: () => Promise<unknown>): { handlers: Handlers; calls: () => number } {
  let calls = 0
  const handler = () => {
    calls += 1
    return act()
  }
  // Every channel answers the same here: the envelope is looked at, not the value.
  const handlers = Object.fromEntries(
    channelNames.map((name) => [name, handler]),
  ) as unknown as Handlers
  return { handlers, calls: () => calls }
}

const noBug = (error: unknown): void => {
  throw new Error('no bug was expected', { cause: error })
}

const terminalId = '3e2f1a60-6f0e-4b0a-9a53-0d8a2b9f0c11'

/** A request that the channel accepts. */
const good: { readonly [C in ChannelName]: unknown } = {
  'app/get-start': undefined,
  'app/get-about': undefined,
  'app/report-ready': undefined,
  'app/set-preferences': { scheme: 'dark' },
  'app/answer-secret': { id: 'q', secret: null, remember: false },
  'app/forget-secrets': undefined,
  'project/choose-and-open': undefined,
  'project/choose-and-import': undefined,
  'project/open-recent': { path: '/p.switchyard' },
  'project/open-dropped': { path: '/p.switchyard' },
  'project/open-sample': undefined,
  'project/close-project': undefined,
  'project/get-overview': undefined,
  'project/get-desk': undefined,
  'sample/skip-time': { to: 1_800_000_000_000 },
  'batch/plan-batches': undefined,
  'plan/get-plan': undefined,
  'plan/get-forecast': undefined,
  'plan/list-versions': undefined,
  'plan/compare-versions': { before: 1, after: 2 },
  'plan/sign-baseline': { version: 1 },
  'plan/set-task': { task: 'survey', state: 'done', owner: null, due: null, note: null },
  'plan/preview-change': { change: { kind: 'replan' } },
  'plan/apply-change': { change: { kind: 'take-back' }, reason: 'too early', on: 3 },
  'plan/list-slots': { environment: 'us', from: 1_800_000_000_000, to: 1_801_000_000_000 },
  'plan/find-next': { environment: 'us', batch: 'pilot', after: 1_800_000_000_000 },
  'batch/accept-checked': { batch: 'batch-01' },
  'batch/list-tasks': { batch: 'batch-01' },
  'customer/get-page': { from: 0, limit: 1000 },
  'customer/get-changes': { after: 0 },
  'customer/get-detail': { customer: '100' },
  'customer/look-now': { customer: '100' },
  'customer/preview-return': { customer: '100' },
  'customer/test-scenario': { customer: '100', scenario: 'Incoming call', result: 'pass' },
  'customer/add-note': { customer: '100', about: 'feedback', text: 'all fine' },
  'customer/list-companions': { customers: ['100'] },
  'customer/return-customer': { customer: '100', reason: 'no sound' },
  'run/try-procedure': { procedure: 'ids-split' },
  'run/start-procedure': { procedure: 'ids-split' },
  'run/pause-run': { run: 'r1' },
  'run/resume-run': { run: 'r1' },
  'run/stop-run': { run: 'r1', reason: 'alarm' },
  'run/undo-run': { run: 'r1' },
  'run/take-out-member': { run: 'r1', member: '100', reason: 'alarm' },
  'run/answer-question': { run: 'r1', question: 'q1', choice: 'retry', reason: 'looked at' },
  'run/take-up-interrupted': { takeOver: 'their laptop is off' },
  'run/get-record': { run: 'r1' },
  'run/list-attempts': { run: 'r1', only: 'all', from: 0, count: 50 },
  'run/get-evidence': { run: 'r1', seq: 7 },
  'output/get-lines': { attempt: 'r1.copy.x.h.apply.1', from: 0, count: 200 },
  'output/find-lines': { attempt: 'r1.copy.x.h.apply.1', text: 'a', matchCase: false, from: 0 },
  'output/copy-lines': { attempt: 'r1.copy.x.h.apply.1', from: 0, count: 10 },
  'output/save-lines': { attempt: 'r1.copy.x.h.apply.1' },
  'downtime/get-book': undefined,
  'downtime/get-trace': { run: 'r1', member: 'us1', service: 'voice', openedAt: 1_800_000_000_000 },
  'downtime/save-table': undefined,
  'logs/get-state': undefined,
  'logs/get-check': { batch: 'batch-01' },
  'logs/get-group': { batch: 'batch-01', result: 'a1', group: 't-1' },
  'logs/get-trouble': { batch: 'batch-01', from: 0, to: 1 },
  'logs/get-hosts': { batch: 'batch-01' },
  'logs/get-context': { batch: 'batch-01', result: 'a1', group: 't-1', example: 0 },
  'logs/get-evidence': { batch: 'batch-01', customer: '100' },
  'logs/fetch-now': {},
  'logs/check-now': { batch: 'batch-01' },
  'logs/sign-review': { batch: 'batch-01', decision: 'accept', reason: 'known', result: 'a1' },
  'logs/note-noise': {
    entry: {
      id: 'cron-noise',
      group: 't-1',
      owner: 'anna',
      reason: 'nightly job',
      until: { batch: 3 },
    },
  },
  'logs/end-noise': { id: 'cron-noise' },
  'report/get-preview': undefined,
  'host/list-hosts': undefined,
  'host/diagnose-host': { host: 'src-db' },
  'host/accept-key': { host: 'src-db' },
  'host/close-session': { session: 'src-db' },
  'host/open-terminal': { host: 'src-db', cols: 80, rows: 24 },
  'host/write-terminal': { terminal: terminalId, text: 'ls\r' },
  'host/resize-terminal': { terminal: terminalId, cols: 80, rows: 24 },
  'host/confirm-output': { terminal: terminalId, bytes: 100 },
  'host/close-terminal': { terminal: terminalId },
  'host/run-preflight': { battery: { charge: 0.5 } },
  'analysis/get-state': undefined,
  'analysis/get-facts': undefined,
  'analysis/start-survey': {},
  'analysis/stop-survey': undefined,
  'analysis/read-file': { kind: 'sql' },
  'analysis/decide-finding': {
    finding: 'clock-skew src-db',
    basis: 'more than a second',
    decision: 'plan',
    reason: 'chrony',
    owner: 'otto',
    due: '2026-12-01',
  },
  'analysis/put-entry': {
    put: {
      register: 'freeze',
      id: 'freeze',
      entry: { announced: '2026-12-01', enforced: '2026-12-20' },
    },
  },
  'analysis/remove-entry': { register: 'reports', id: 'dunning', reason: 'not used' },
  'analysis/sign-results': { side: 'vendor', by: 'vera', results: 'a1' },
  'analysis/waive-results': { typed: 'Panda Telecom', reason: 'analysed by hand' },
  'analysis/look-at-catalog': { purpose: 'freeze' },
  'analysis/get-diagram': { phase: 'during' },
  'analysis/save-diagram': { phase: 'after' },
  'analysis/save-picture': { phase: 'after', png: new Uint8Array([0x89, 0x50, 0x4e, 0x47]) },
  'analysis/save-report': { format: 'pdf' },
  'analysis/save-table': { table: 'findings', format: 'json' },
  'report/save-report': undefined,
  'report/save-pdf': undefined,
  'report/save-table': { table: 'customers' },
  'report/save-plan': { file: 'matrix' },
  'report/save-picture': { name: 'downtime', x: 0, y: 0, width: 300, height: 200 },
}

describe('the contract of the window', () => {
  it('names every channel as area/verb-noun, and each once', () => {
    expect(channelNames.filter((name) => !/^[a-z]+\/[a-z]+(-[a-z]+)*$/.test(name))).toEqual([])
    expect(new Set(channelNames).size).toBe(channelNames.length)
    expect(Object.keys(contract).toSorted()).toEqual([...channelNames].toSorted())
  })

  it('names events apart from channels', () => {
    expect(eventNames.filter((name) => name in contract)).toEqual([])
  })

  it.each(channelNames)('%s passes a good request on', async (channel) => {
    const { handlers, calls } = handlersOf(async () => ok('done'))
    await expect(answerCall(handlers, channel, good[channel], noBug)).resolves.toEqual(ok('done'))
    expect(calls()).toBe(1)
  })

  it.each(channelNames)(
    '%s refuses a request that is not its own, before the handler',
    async (channel) => {
      const { handlers, calls } = handlersOf(async () => ok('done'))
      for (const bad of [
        { surprise: true },
        'text',
        7,
        ['a'],
        null,
        { ...Object(good[channel]), more: 1 },
      ]) {
        const answer = await answerCall(handlers, channel, bad, noBug)
        expect(answer).toMatchObject({ ok: false, problem: { code: 'wrong-use' } })
      }
      expect(calls()).toBe(0)
    },
  )

  it.each([
    ['run/stop-run', { run: 'r1', reason: '   ' }, 'reason'],
    ['run/stop-run', { run: '../../etc', reason: 'x' }, 'run'],
    ['customer/get-page', { from: 0, limit: 1e9 }, 'limit'],
    ['customer/return-customer', { customer: '1; reboot', reason: 'x' }, 'customer'],
    ['run/stop-run', { run: 'r1', reason: 'x'.repeat(501) }, 'reason'],
    ['plan/apply-change', { change: { kind: 'replan' }, reason: ' ', on: 1 }, 'reason'],
    ['plan/list-slots', { environment: 'us', from: 0, to: 9e12 }, 'to'],
    ['report/save-table', { table: '../../etc/passwd' }, 'table'],
    ['report/save-picture', { name: 'a', x: -1, y: 0, width: 10, height: 10 }, 'x'],
    ['analysis/save-picture', { phase: 'after', png: new Uint8Array([1, 2]) }, 'png'],
    [
      'analysis/put-entry',
      { put: { register: 'freeze', id: 'freeze', entry: {} } },
      'put.entry.announced',
    ],
    ['logs/note-noise', { entry: { id: 'a b', owner: 'anna', reason: 'x' } }, 'entry.id'],
  ] as const)('%s refuses %j and names the field', async (channel, request, field) => {
    const { handlers } = handlersOf(async () => ok(null))
    const answer = await answerCall(handlers, channel, request, noBug)
    expect(answer).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining(`: ${field}: `) },
    })
  })

  it('answers a problem that was thrown as it is', async () => {
    const found = problem('data-process', 'The data process ended.')
    const { handlers } = handlersOf(async () => {
      throw new ProblemError(found)
    })
    await expect(answerCall(handlers, 'project/get-overview', undefined, noBug)).resolves.toEqual({
      ok: false,
      problem: found,
    })
  })

  it('answers a bug as a problem, and hands it over to be written down', async () => {
    const bug = new TypeError('x is undefined')
    const written: unknown[] = []
    const { handlers } = handlersOf(async () => {
      throw bug
    })
    const answer = await answerCall(handlers, 'project/get-overview', undefined, (error) =>
      written.push(error),
    )
    expect(answer).toMatchObject({ ok: false, problem: { code: 'bug' } })
    expect(written).toEqual([bug])
  })
})
