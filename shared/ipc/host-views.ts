import type { HostDiagnosis } from '../domain/diagnosis.ts'
import type { Problem } from '../domain/problems.ts'
import type { HostRole, SystemName } from '../domain/project.ts'
import type { Instant } from '../domain/time.ts'

/** A line of known_hosts about a machine. */
export type KnownKeyView = {
  readonly type: string
  readonly fingerprint: string
  readonly file: string
  readonly line: number
  readonly revoked: boolean
}

/** One machine on the way to a host; the last one is the host. */
export type HopView = {
  readonly name: string
  readonly user: string
  readonly address: string
  readonly port: number
  readonly knownKeys: readonly KnownKeyView[]
}

export type HostSessionView = {
  /** The whole way, `bastion > db1`: what it is closed by. */
  readonly id: string
  readonly host: string
  readonly state: 'connecting' | 'ready' | 'down'
  /** Epoch ms of this computer. */
  readonly since: number
  readonly channels: number
  /** How long nothing was heard of the host. */
  readonly silentMs?: number
  /** A sign of life is asked for so often. */
  readonly keepaliveMs: number
  readonly problem?: string
}

export type HostView = {
  readonly name: string
  readonly system: SystemName
  readonly roles: readonly HostRole[]
  readonly cluster?: string
  /** Empty when the way cannot be worked out; `problem` says why. */
  readonly way: readonly HopView[]
  readonly problem?: Problem
  /** Ways to log in that are tried, in order. */
  readonly methods: readonly string[]
  readonly legacyAlgorithms: boolean
  /** What the last survey said; absent before the first. */
  readonly survey?: {
    readonly at: Instant
    readonly os: string
    readonly release?: string
    readonly services: readonly string[]
  }
  readonly diagnosis?: { readonly at: number; readonly found: HostDiagnosis }
}

export type HostsView = {
  readonly hosts: readonly HostView[]
  readonly sessions: readonly HostSessionView[]
  /** Terminals need a project that is open for writing: their opening is journaled. */
  readonly mayOpenTerminal: boolean
}

export type TerminalSize = { readonly cols: number; readonly rows: number }

/** What was found when the computer woke up. */
export type Awakening = {
  /** Absent when its falling asleep was not seen. */
  readonly sleptMs?: number
  /** Sessions that gave a sign of life. */
  readonly alive: number
  /** Hosts whose session did not; it is made anew when it is needed. */
  readonly lost: readonly string[]
  /** Steps on hosts that are followed again. */
  readonly following: number
  /** Runs whose planned start was missed: they ask, and wait. */
  readonly asking: readonly { readonly run: string; readonly title: string }[]
}
