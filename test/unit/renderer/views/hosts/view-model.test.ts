import { describe, expect, it } from 'vitest'
import {
  clockMark,
  hostGroups,
  hostState,
  keyMark,
  neighbour,
  sessionMark,
  sumText,
  unknownKeyHop,
  wayText,
} from '../../../../../renderer/views/hosts/view-model.ts'
import type {
  HostDiagnosis,
  KeyStanding,
  StageResult,
} from '../../../../../shared/domain/diagnosis.ts'
import { problem } from '../../../../../shared/domain/problems.ts'
import type { HostSessionView, HostView } from '../../../../../shared/ipc/host-views.ts'

const known = {
  type: 'ssh-ed25519',
  fingerprint: 'SHA256:a',
  file: '/k',
  line: 3,
  revoked: false,
}
const hop = { name: 'db1', user: 'porta-one', address: '192.0.2.10', port: 22, knownKeys: [known] }
const host = (more: Partial<HostView> = {}): HostView => ({
  name: 'db1',
  system: 'source',
  roles: ['db'],
  way: [hop],
  methods: [],
  legacyAlgorithms: false,
  ...more,
})
const found = (
  stages: readonly Pick<StageResult, 'stage' | 'state' | 'problem'>[] = [],
  standing: KeyStanding = 'known',
): NonNullable<HostView['diagnosis']> => ({
  at: 0,
  found: {
    host: 'db1',
    ok: stages.every(({ state }) => state !== 'failed'),
    ms: 1,
    hops: [
      {
        host: 'db1',
        way: '',
        stages: stages.map((stage) => ({ ms: 1, sentence: '', ...stage })),
        key: { type: 'ssh-ed25519', fingerprint: 'SHA256:b', standing },
      },
    ],
  } satisfies HostDiagnosis,
})
const session = (more: Partial<HostSessionView> = {}): HostSessionView => ({
  id: 'db1',
  host: 'db1',
  state: 'ready',
  since: 0,
  channels: 0,
  keepaliveMs: 4000,
  ...more,
})

describe('the inventory', () => {
  it('stands in the order of the systems, without those that have no host', () => {
    const view = {
      hosts: [host({ name: 'd', system: 'dsbc' }), host({ name: 'b' }), host({ name: 'a' })],
      sessions: [],
      mayOpenTerminal: true,
    }
    const groups = hostGroups(view, new Set(['b']))
    expect(groups.map(({ title, rows }) => [title, rows.map(({ name }) => name)])).toEqual([
      ['Source system', ['b', 'a']],
      ['Dispatcher', ['d']],
    ])
    expect(sumText(groups)).toBe('1 in test, 2 not tested')
    expect(neighbour(groups, 'a', 1)).toBe('d')
    expect(neighbour(groups, 'd', 1)).toBe('d')
    expect(neighbour(groups, 'b', -1)).toBe('b')
  })

  it('says the whole way', () => {
    const over = host({ way: [{ ...hop, name: 'bastion' }, hop] })
    expect(wayText(over)).toBe('porta-one@192.0.2.10:22 over bastion')
    expect(wayText(host({ way: [] }))).toBe('')
  })

  it.each([
    ['not tested', {}, undefined, { tone: 'idle', text: 'not tested' }],
    ['in test', {}, undefined, { tone: 'active', text: 'testing' }],
    [
      'cut off',
      {},
      session({ state: 'down', problem: 'gone' }),
      { tone: 'bad', text: 'was cut off' },
    ],
    ['works', { diagnosis: found() }, undefined, { tone: 'good', text: 'works' }],
    [
      'to look at',
      { diagnosis: found([{ stage: 'clock', state: 'warn' }]) },
      undefined,
      { tone: 'warn', text: 'works, look' },
    ],
    [
      'key changed',
      {
        diagnosis: found([
          { stage: 'host-key', state: 'failed', problem: problem('host-key-changed', 'x') },
        ]),
      },
      undefined,
      { tone: 'bad', text: 'key changed' },
    ],
    [
      'another failure',
      {
        diagnosis: found([
          { stage: 'sftp', state: 'failed', problem: problem('tools-missing', 'x') },
        ]),
      },
      undefined,
      { tone: 'bad', text: 'sftp fails' },
    ],
    [
      'no way',
      { problem: problem('bad-input', 'a circle') },
      undefined,
      { tone: 'bad', text: 'no way there' },
    ],
  ] as const)('tells the state of a host: %s', (name, more, over, mark) => {
    expect(hostState(host(more), over, name === 'in test')).toEqual(mark)
  })

  it.each([
    [host(), 'known'],
    [host({ diagnosis: found() }), 'right'],
    [host({ diagnosis: found([], 'changed') }), 'changed'],
    [host({ diagnosis: found([], 'revoked') }), 'revoked'],
    [host({ way: [{ ...hop, knownKeys: [] }] }), 'not known'],
    [host({ way: [{ ...hop, knownKeys: [{ ...known, revoked: true }] }] }), 'not known'],
  ])('tells the key of a host', (row, text) => {
    expect(keyMark(row).text).toBe(text)
  })

  it('offers to accept a key only where it is not known', () => {
    expect(unknownKeyHop(found([], 'unknown').found)).toBe('db1')
    expect(unknownKeyHop(found([], 'changed').found)).toBeUndefined()
    expect(unknownKeyHop(undefined)).toBeUndefined()
  })

  it('tells a clock within the doubt as the same', () => {
    const with_ = (skewMs: number, uncertaintyMs: number) =>
      clockMark({ ...found().found, skew: { skewMs, uncertaintyMs } })
    expect(with_(3, 10)).toEqual({ tone: 'good', text: 'same' })
    expect(with_(-250, 10)).toEqual({ tone: 'good', text: '250 ms behind' })
    expect(with_(2500, 10)).toEqual({ tone: 'warn', text: '2.5 s ahead' })
    expect(clockMark(found().found)).toBeUndefined()
  })

  it.each([
    [undefined, 'none'],
    [session(), 'open'],
    [session({ channels: 2 }), 'open, 2 in use'],
    [session({ state: 'connecting' }), 'connecting'],
    [session({ state: 'down' }), 'closed'],
    [session({ state: 'down', problem: 'gone' }), 'down'],
  ])('tells a session', (one, text) => {
    expect(sessionMark(one).text).toBe(text)
  })
})
