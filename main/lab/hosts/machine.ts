import type { Host } from '../../../shared/domain/project.ts'
import type { LabTime } from '../clock.ts'
import type { FaultBook } from '../faults.ts'
import type { HostLogs } from '../logs/host-logs.ts'
import type { OperationModel } from '../world/operation.ts'
import type { World } from '../world/state.ts'
import type { Baton } from './baton.ts'
import type { Home } from './home.ts'
import type { Job } from './job.ts'

/** One simulated host: what its commands can see. */
export type Machine = {
  readonly host: Host
  readonly world: World
  readonly time: LabTime
  readonly faults: FaultBook
  readonly logs: HostLogs
  /** Every operation that the host understands, by name. */
  readonly operations: Readonly<Record<string, OperationModel>>
  readonly home: Home
  /** Attempts of the step supervisor; they live as long as the host, not as long as a link. */
  readonly attempts: Map<string, Job>
  /** Who may start commands here. */
  readonly baton: Baton
}
