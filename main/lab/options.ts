import type { Customer, ProjectSpec } from '../../shared/domain/project.ts'
import type { FaultInput } from './faults.ts'

export type LabOptions = {
  /** Folder for keys, SSH configuration, project files and `lab.json`; made if missing. */
  readonly dir: string
  /** Addresses in it are replaced by loopback ones; hosts keep their names. */
  readonly spec: ProjectSpec
  readonly customers: readonly Customer[]
  /** Lab milliseconds in one real millisecond. Default 1. */
  readonly rate?: number
  /** Where the lab's clock starts, epoch ms. Default the real time. */
  readonly startAt?: number
  /** The same seed gives the same balances, traffic, durations and logs. Default `lab`. */
  readonly seed?: string
  readonly faults?: readonly FaultInput[]
  /** Called after the lab was stopped through its control. */
  readonly onStop?: () => void
}

/** `lab.json`: how a second process finds the lab's control. */
export type LabFile = {
  readonly control: string
  readonly token: string
  readonly rate: number
  readonly pid: number
}
