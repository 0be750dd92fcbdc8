import type { Problem } from '../../shared/domain/problems.ts'
import type { Sleep } from './abortable.ts'
import type { Secrets } from './auth.ts'
import type { BatonOptions } from './baton.ts'
import type { AskUnknownKey } from './host-keys.ts'
import type { ConfigOptions } from './ssh-config.ts'
import type { TargetResolver } from './target.ts'
import type { OperationFile } from './tools.ts'

export type PoolLimits = {
  readonly connectTimeoutMs: number
  readonly handshakeTimeoutMs: number
  /** Simultaneous handshakes with one server: sshd drops more (MaxStartups 10:30:100). */
  readonly handshakes: number
  /** How often a handshake that broke off is tried again at once, with back-off. */
  readonly handshakeRetries: number
  readonly channels: number
  readonly channelRetries: number
  readonly keepaliveIntervalMs: number
  readonly keepaliveCount: number
  /** A connection that was silent for longer is asked for a sign of life before it is used. */
  readonly idleCheckMs: number
  readonly livenessTimeoutMs: number
}

export const defaultLimits: PoolLimits = {
  connectTimeoutMs: 10_000,
  handshakeTimeoutMs: 20_000,
  handshakes: 8,
  handshakeRetries: 5,
  channels: 8,
  channelRetries: 6,
  keepaliveIntervalMs: 4000, // with count 2 a dead peer is noticed after 12 s
  keepaliveCount: 2,
  idleCheckMs: 10_000,
  livenessTimeoutMs: 4000,
}

export type PoolOptions = ConfigOptions & {
  /** The inventory; wins over `configFile`. */
  readonly targets?: TargetResolver | undefined
  readonly secrets?: Secrets | undefined
  /** Default: an unknown key is refused. A changed key is refused always, nobody is asked. */
  readonly onUnknownKey?: AskUnknownKey | undefined
  /** Bytes of `resources/host-tools/step`; needed for `step` and `stepStatus`. */
  readonly stepTool?: Uint8Array | undefined
  /** Files of `resources/host-tools/operations`; brought to a host before the first command that calls one of them. */
  readonly operations?: readonly OperationFile[] | undefined
  /** Steps are started only with the host's baton; default: without. */
  readonly baton?: BatonOptions | undefined
  readonly limits?: Partial<PoolLimits> | undefined
  readonly sleep?: Sleep | undefined
  readonly onChange?: ((state: SessionState) => void) | undefined
}

export type SessionState = {
  /** The way and the host, `bastion > db1`. */
  readonly id: string
  readonly host: string
  readonly state: 'connecting' | 'ready' | 'down'
  /** ms since the epoch */
  readonly since: number
  readonly channels: number
  /** How long nothing was heard of the host; only while the session is ready. */
  readonly silentMs?: number
  readonly lastProblem?: Problem
}
