import type { CommandCatalogue } from '../../shared/domain/command-catalogue.ts'
import type { ProjectSpec, SystemName } from '../../shared/domain/project.ts'
import type { DataApi } from '../data/protocol.ts'
import type { ApiClient } from '../portabilling/api-client.ts'
import type { Clock, SessionPool } from '../runner/ports.ts'

/** What a survey needs of the world. It reads, and changes nothing. */
export type SurveyDeps = {
  readonly data: DataApi
  readonly pool: Pick<SessionPool, 'exec'>
  readonly commands: CommandCatalogue
  readonly spec: ProjectSpec
  readonly clock: Clock
  /** A client of its own for each endpoint; whoever asks for one closes it. */
  readonly api: (system: SystemName) => ApiClient
  /** Of the machine that this runs on: what comes from there is us. */
  readonly ownAddresses: () => readonly string[]
}

export type SurveyOptions = {
  /** Counts xDRs instead of asking the table's statistics: reads a whole table. Default false. */
  readonly exact?: boolean
  /** Hosts at once; one command at a time on each. Default 8. */
  readonly width?: number
  /** Only these sources, by their names. Default all. */
  readonly only?: readonly string[]
  /** Do not go on with a survey that was broken off: begin another. */
  readonly anew?: boolean
  /** Reads no more and closes the one that was broken off, with its gaps. */
  readonly finish?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (sentence: string) => void
}
