import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { HostDiagnosis } from '../../shared/domain/diagnosis.ts'
import type { HostName } from '../../shared/domain/ids.ts'
import type { HostReadiness } from '../../shared/domain/preflight.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import type { HostsView, HostView, TerminalSize } from '../../shared/ipc/host-views.ts'
import type { DataApi } from '../data/protocol.ts'
import { measureSkew } from '../logs/clock-skew.ts'
import type { Clock } from '../runner/ports.ts'
import type { AskClock } from '../ssh/examine.ts'
import type { SshSessionPool } from '../ssh/session-pool.ts'
import { hostView, sessionView } from './inventory.ts'
import { readinessOf } from './readiness.ts'
import { createSurveyFacts } from './survey-facts.ts'
import { createTerminals } from './terminals.ts'
import type { TerminalEvents, Terminals } from './terminals.ts'

export type HostService = {
  inventory(): Promise<HostsView>
  /** Tests the connection, stage by stage. `ask`: a person is asked about a key that is not known, never about a changed one. */
  diagnose(host: string, ask?: boolean): Promise<Result<HostDiagnosis, Problem>>
  /** False: there is no such session any more. */
  closeSession(id: string): boolean
  /** After a sleep: every session gives a sign of life or is ended, so that what runs over it comes back at once. */
  recheck(): Promise<readonly { readonly host: string; readonly alive: boolean }[]>
  /** Round trip and clock of every host, for a pre-flight; logs in where there is no session yet. */
  readiness(): Promise<readonly HostReadiness[]>
  openTerminal(
    host: string,
    size: TerminalSize,
    by: string,
    events: TerminalEvents,
  ): Promise<Result<string, Problem>>
  readonly terminals: Omit<Terminals, 'open'>
}

export type HostServiceParts = {
  readonly spec: ProjectSpec
  readonly pool: SshSessionPool
  readonly clock: Clock
  readonly data: Pick<DataApi, 'runs' | 'events' | 'surveys' | 'knownSurvey' | 'summary' | 'append'>
  /** Ids of the procedures that survey hosts. */
  readonly surveying: ReadonlySet<string>
}

/** What a person asks about the hosts of one open project. */
export function createHostService({
  spec,
  pool,
  clock,
  data,
  surveying,
}: HostServiceParts): HostService {
  const surveys = createSurveyFacts(data, surveying)
  const diagnoses = new Map<string, NonNullable<HostView['diagnosis']>>()
  const terminals = createTerminals({
    shell: (host, size) => pool.shell(host, size),
    note: (event) => data.append([event], clock.now()),
    refuse: async (host) => {
      if (!spec.hosts.some(({ name }) => name === host)) return unknownHost(host)
      return (await data.summary()).mode === 'write' ? undefined : readOnly(host)
    },
    nowMs: () => performance.now(),
  })

  return {
    async inventory() {
      const facts = await surveys()
      return {
        hosts: spec.hosts.map((host) =>
          hostView(host, {
            access: pool.access(host.name),
            survey: facts.get(host.name),
            diagnosis: diagnoses.get(host.name),
          }),
        ),
        sessions: pool.sessions().map((session) => sessionView(session, pool.keepaliveMs)),
        mayOpenTerminal: (await data.summary()).mode === 'write',
      }
    },
    async diagnose(host, ask = false) {
      const known = spec.hosts.find(({ name }) => name === host)
      if (known === undefined) return bad(unknownHost(host))
      const found = await pool.examine(host, { ask, askClock: clockQuestion(known.name, clock) })
      if (found.ok) diagnoses.set(host, { at: Date.now(), found: found.value })
      return found
    },
    closeSession: (id) => pool.closeSession(id),
    recheck: () => pool.recheck(),
    readiness: () => Promise.all(spec.hosts.map(({ name }) => readinessOf(name, pool, clock))),
    openTerminal: (host, size, by, events) => terminals.open(host, size, by, events),
    terminals,
  }
}

const clockQuestion =
  (host: HostName, clock: Clock): AskClock =>
  async (exec) => {
    const told = await measureSkew({ exec: (_host, argv) => exec(argv) }, host, clock)
    return told.ok ? ok(told.value) : told
  }

const unknownHost = (host: string): Problem =>
  problem('not-found', `The project has no host ${host}.`, {
    next: 'Choose one of its hosts; the inventory comes from project.yaml.',
  })

const readOnly = (host: string): Problem =>
  problem('not-allowed', 'The project is open for reading: no terminal is opened from here.', {
    where: { host },
    next: 'Open the project where it can be written, or log in with ssh.',
  })
