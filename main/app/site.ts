import type { Instant } from '../../shared/domain/time.ts'
import type { Engine } from '../engine.ts'

/**
 * Where a project's hosts are: the operator's network, or the embedded lab of the training sample. It can put an engine together as
 * often as needed (the data process may have to be started again) and is closed once.
 */
export type Site = {
  readonly sample: boolean
  /** Where the SSH agent listens, for the pre-flight. */
  readonly agentSocket?: string
  /** The project's clock: real time in the field, the lab's accelerated time in the sample. */
  readonly clock: { now(): Instant; rate(): number }
  /** Calls back once when the data process of that engine ends without having been asked to. */
  engine(onDataLost: (why: string) => void): Promise<Engine>
  /** Moves the clock forward; only the lab's can be moved. */
  advanceTo?(at: Instant): Promise<void>
  close(): Promise<void>
}

export type Sites = {
  field(): Promise<Site>
  /** Starts the lab; `rate` is how much faster than real time its clock goes. */
  sample(rate: number): Promise<Site & { readonly files: { project: string; out: string } }>
}
