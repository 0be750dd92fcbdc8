import type { CustomerId } from '../../../../shared/domain/ids.ts'

export type Naming =
  'account' | 'sip-user' | 'call-id' | 'trunk' | 'shared-trunk' | 'numeric' | 'none'
export type Owner = 'batch' | 'outside' | 'nobody'

/** What was injected: the truth that the check is measured against. It never reaches the check. */
export type FaultTruth = {
  readonly id: string
  readonly kind: 'plain' | 'hard'
  readonly hard?: 'word' | 'rate' | 'multi-line' | 'code' | 'silence' | 'cut'
  readonly owner: Owner
  readonly naming: Naming
  readonly lines: number
  readonly customers: readonly CustomerId[]
  readonly unsure: boolean
  /** What the batch deserves for this fault alone. */
  readonly deserves: 'fail' | 'inconclusive'
}
