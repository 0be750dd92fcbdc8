import type { Problem } from './problems.ts'

/**
 * What a test of the connection to a host found, stage by stage, for each hop of the way to it. A stage that failed carries the
 * problem: what it means and what to do next.
 */

/** In the order in which a login comes past them. `forward` stands for `resolve` and `tcp` behind a jump host. */
export const diagnosisStages = [
  'configuration',
  'resolve',
  'tcp',
  'forward',
  'version',
  'key-exchange',
  'host-key',
  'authentication',
  'shell',
  'sftp',
  'supervisor',
  'clock',
  'disk',
] as const
export type DiagnosisStage = (typeof diagnosisStages)[number]

export type StageState = 'ok' | 'warn' | 'failed'

export type StageResult = {
  readonly stage: DiagnosisStage
  readonly state: StageState
  /** How long it took; of what came back at once 0. */
  readonly ms: number
  /** What was seen, as a sentence. Text from the host in it is untrusted. */
  readonly sentence: string
  readonly problem?: Problem
}

/** `revoked`: the user's known_hosts forbids this very key. */
export type KeyStanding = 'known' | 'unknown' | 'changed' | 'revoked'

/** The key that a host showed. */
export type SeenKey = {
  readonly type: string
  /** As `ssh-keygen -l` writes it. */
  readonly fingerprint: string
  readonly standing: KeyStanding
}

/** One machine on the way: the last one is the host itself. */
export type HopDiagnosis = {
  readonly host: string
  /** `user@address:port`. */
  readonly way: string
  readonly stages: readonly StageResult[]
  readonly key?: SeenKey
}

export type HostDiagnosis = {
  readonly host: string
  readonly ok: boolean
  readonly ms: number
  readonly hops: readonly HopDiagnosis[]
  /** How far the host's clock is ahead of ours. */
  readonly skew?: { readonly skewMs: number; readonly uncertaintyMs: number }
  readonly supervisor?: {
    readonly version?: string
    /** SHA-256 of the program on the host, hexadecimal. */
    readonly sha256?: string
    /** The very bytes that this program would put there. */
    readonly same: boolean
  }
  /** Of the file system that the login user's home is on. */
  readonly disk?: { readonly freeBytes: number; readonly totalBytes: number }
  /** As `uname` has it; untrusted text. */
  readonly system?: string
}

const order: Readonly<Record<StageState, number>> = { ok: 0, warn: 1, failed: 2 }

/** Worst state of all stages of all hops. */
export const worstStage = ({ hops }: Pick<HostDiagnosis, 'hops'>): StageState =>
  hops
    .flatMap(({ stages }) => stages)
    .reduce<StageState>((worst, { state }) => (order[state] > order[worst] ? state : worst), 'ok')

/** The first stage that failed, with the hop it belongs to. */
export function firstFailure(
  diagnosis: Pick<HostDiagnosis, 'hops'>,
): { readonly hop: HopDiagnosis; readonly stage: StageResult } | undefined {
  for (const hop of diagnosis.hops)
    for (const stage of hop.stages) if (stage.state === 'failed') return { hop, stage }
  return undefined
}

/** Less is not enough for the output of a night's steps. */
export const littleSpaceBytes = 1024 * 1024 * 1024
/** Less, and a step may not be able to write down that it was claimed. */
export const noSpaceBytes = 50 * 1024 * 1024

/** Free space of a home, as the operator has to take it. */
export const spaceState = (freeBytes: number): StageState =>
  freeBytes < noSpaceBytes ? 'failed' : freeBytes < littleSpaceBytes ? 'warn' : 'ok'

/** The times in logs and windows are trusted up to so much. */
export const toleratedSkewMs = 1000

/** A clock is off only by what is beyond the doubt of the measurement. */
export const skewState = (skew: {
  readonly skewMs: number
  readonly uncertaintyMs: number
}): StageState => (Math.abs(skew.skewMs) - skew.uncertaintyMs > toleratedSkewMs ? 'warn' : 'ok')
