import { firstFailure, skewState, worstStage } from '../../../shared/domain/diagnosis.ts'
import type { HostDiagnosis, StageState } from '../../../shared/domain/diagnosis.ts'
import type { ProblemCode } from '../../../shared/domain/problems.ts'
import type { SystemName } from '../../../shared/domain/project.ts'
import type { HostSessionView, HostsView, HostView } from '../../../shared/ipc/host-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'

export type Mark = { readonly tone: Tone; readonly text: string }

export type HostRow = {
  readonly name: string
  readonly roles: string
  /** `user@address:port`, and over which hosts. */
  readonly way: string
  readonly state: Mark
  readonly key: Mark
  readonly clock: Mark | undefined
  readonly session: Mark
  readonly system: string
}

export type HostGroup = {
  readonly system: SystemName
  readonly title: string
  readonly rows: readonly HostRow[]
}

const systems: readonly (readonly [SystemName, string])[] = [
  ['source', 'Source system'],
  ['target', 'Target system'],
  ['dsbc', 'Dispatcher'],
]

/** Hosts by system, in the order of the project; systems without hosts are left out. */
export function hostGroups(view: HostsView, testing: ReadonlySet<string>): readonly HostGroup[] {
  return systems.flatMap(([system, title]) => {
    const rows = view.hosts
      .filter((host) => host.system === system)
      .map((host) =>
        hostRow(
          host,
          view.sessions.find((session) => session.host === host.name),
          testing.has(host.name),
        ),
      )
    return rows.length === 0 ? [] : [{ system, title, rows }]
  })
}

function hostRow(host: HostView, session: HostSessionView | undefined, testing: boolean): HostRow {
  return {
    name: host.name,
    roles: [...host.roles, ...(host.cluster === undefined ? [] : [host.cluster])].join(' '),
    way: wayText(host),
    state: hostState(host, session, testing),
    key: keyMark(host),
    clock: host.diagnosis === undefined ? undefined : clockMark(host.diagnosis.found),
    session: sessionMark(session),
    system:
      host.survey === undefined
        ? (host.diagnosis?.found.system?.split(' ').slice(0, 3).join(' ') ?? '')
        : [host.survey.os, host.survey.release].filter((part) => part !== undefined).join(', '),
  }
}

export function wayText({ way }: HostView): string {
  const last = way.at(-1)
  if (last === undefined) return ''
  const over = way.slice(0, -1).map(({ name }) => name)
  return `${last.user}@${last.address}:${last.port}${over.length === 0 ? '' : ` over ${over.join(', ')}`}`
}

const failureWords: Readonly<Partial<Record<ProblemCode, string>>> = {
  'host-key-changed': 'key changed',
  'host-key-unknown': 'key not known',
  'auth-failed': 'login refused',
  'host-unreachable': 'no way there',
  'connection-lost': 'cut off',
  timeout: 'too slow',
  'disk-full': 'disk full',
}

export function hostState(
  host: HostView,
  session: HostSessionView | undefined,
  testing: boolean,
): Mark {
  if (testing) return { tone: 'active', text: 'testing' }
  if (host.problem !== undefined) return { tone: 'bad', text: 'no way there' }
  if (host.diagnosis === undefined)
    return session?.state === 'down' && session.problem !== undefined
      ? { tone: 'bad', text: 'was cut off' }
      : { tone: 'idle', text: 'not tested' }
  const failure = firstFailure(host.diagnosis.found)
  if (failure !== undefined) {
    const code = failure.stage.problem?.code
    const word = code === undefined ? undefined : failureWords[code]
    return { tone: 'bad', text: word ?? `${failure.stage.stage} fails` }
  }
  return worstStage(host.diagnosis.found) === 'warn'
    ? { tone: 'warn', text: 'works, look' }
    : { tone: 'good', text: 'works' }
}

/** What known_hosts says of the host, and the last test of the key that it showed. */
export function keyMark(host: HostView): Mark {
  const seen = host.diagnosis?.found.hops.find((hop) => hop.host === host.name)?.key
  if (seen?.standing === 'changed') return { tone: 'bad', text: 'changed' }
  if (seen?.standing === 'revoked') return { tone: 'bad', text: 'revoked' }
  const known = (host.way.at(-1)?.knownKeys ?? []).filter(({ revoked }) => !revoked)
  if (known.length === 0) return { tone: 'warn', text: 'not known' }
  return seen === undefined ? { tone: 'ready', text: 'known' } : { tone: 'good', text: 'right' }
}

export function clockMark({ skew }: HostDiagnosis): Mark | undefined {
  if (skew === undefined) return undefined
  const { skewMs, uncertaintyMs } = skew
  const off = Math.abs(skewMs)
  const text =
    off <= uncertaintyMs
      ? 'same'
      : `${off >= 1000 ? `${(off / 1000).toFixed(1)} s` : `${Math.round(off)} ms`} ${skewMs > 0 ? 'ahead' : 'behind'}`
  return { tone: skewState(skew) === 'ok' ? 'good' : 'warn', text }
}

export function sessionMark(session: HostSessionView | undefined): Mark {
  switch (session?.state) {
    case 'connecting':
      return { tone: 'active', text: 'connecting' }
    case 'ready':
      return {
        tone: 'good',
        text: session.channels === 0 ? 'open' : `open, ${session.channels} in use`,
      }
    case 'down':
      return session.problem === undefined
        ? { tone: 'idle', text: 'closed' }
        : { tone: 'bad', text: 'down' }
    default:
      return { tone: 'idle', text: 'none' }
  }
}

export const stageTitles: Readonly<
  Record<HostDiagnosis['hops'][number]['stages'][number]['stage'], string>
> = {
  configuration: 'Configuration',
  resolve: 'Name',
  tcp: 'TCP',
  forward: 'Jump channel',
  version: 'SSH version',
  'key-exchange': 'Key exchange',
  'host-key': 'Host key',
  authentication: 'Login',
  shell: 'Shell',
  sftp: 'SFTP',
  supervisor: 'Supervisor',
  clock: 'Clock',
  disk: 'Space',
}

export const stageMarks: Readonly<Record<StageState, Mark>> = {
  ok: { tone: 'good', text: 'ok' },
  warn: { tone: 'warn', text: 'look' },
  failed: { tone: 'bad', text: 'fails' },
}

/** The hop whose key may be accepted in a dialog of main: the one that the test stopped at, and only when it is not known. */
export const unknownKeyHop = (found: HostDiagnosis | undefined): string | undefined =>
  found?.hops.find(({ key }) => key?.standing === 'unknown')?.host

/** `3 work, 1 fails, 6 not tested`. */
export function sumText(groups: readonly HostGroup[]): string {
  const rows = groups.flatMap((group) => group.rows)
  const count = (tones: readonly Tone[]): number =>
    rows.filter(({ state }) => tones.includes(state.tone)).length
  const parts: readonly (readonly [number, string])[] = [
    [count(['good']), 'work'],
    [count(['warn']), 'to look at'],
    [count(['bad']), 'fail'],
    [count(['active']), 'in test'],
    [count(['idle']), 'not tested'],
  ]
  return parts
    .filter(([figure]) => figure > 0)
    .map(([figure, word]) => `${figure} ${word}`)
    .join(', ')
}

/** The host after or before one in the order of the table; the same at its ends. */
export function neighbour(groups: readonly HostGroup[], current: string, by: 1 | -1): string {
  const names = groups.flatMap(({ rows }) => rows.map(({ name }) => name))
  return names[names.indexOf(current) + by] ?? current
}
