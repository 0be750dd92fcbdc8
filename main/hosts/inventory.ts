import type { Host } from '../../shared/domain/project.ts'
import type { HostSessionView, HostView } from '../../shared/ipc/host-views.ts'
import type { HopAccess } from '../ssh/hop-access.ts'
import type { SessionState, SshSessionPool } from '../ssh/session-pool.ts'
import type { SurveyFacts } from './survey-facts.ts'

type RowParts = {
  readonly access: ReturnType<SshSessionPool['access']>
  readonly survey: SurveyFacts | undefined
  readonly diagnosis: HostView['diagnosis'] | undefined
}

export function hostView(host: Host, { access, survey, diagnosis }: RowParts): HostView {
  const last = access.ok ? access.value.at(-1) : undefined
  return {
    name: host.name,
    system: host.system,
    roles: host.roles,
    ...(host.cluster === undefined ? {} : { cluster: host.cluster }),
    way: access.ok ? access.value.map(hopView) : [],
    ...(access.ok ? {} : { problem: access.problem }),
    methods: last?.methods ?? [],
    legacyAlgorithms: last?.legacyAlgorithms ?? false,
    ...(survey === undefined ? {} : { survey }),
    ...(diagnosis === undefined ? {} : { diagnosis }),
  }
}

const hopView = ({ name, user, address, port, knownKeys }: HopAccess): HostView['way'][number] => ({
  name,
  user,
  address,
  port,
  knownKeys,
})

export const sessionView = (session: SessionState, keepaliveMs: number): HostSessionView => ({
  id: session.id,
  host: session.host,
  state: session.state,
  since: session.since,
  channels: session.channels,
  ...(session.silentMs === undefined ? {} : { silentMs: session.silentMs }),
  keepaliveMs,
  ...(session.lastProblem === undefined ? {} : { problem: session.lastProblem.message }),
})
