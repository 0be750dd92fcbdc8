import { assertNever } from '../../shared/base/assert.ts'
import type {
  DiagnosisStage,
  HopDiagnosis,
  SeenKey,
  StageResult,
  StageState,
} from '../../shared/domain/diagnosis.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { fingerprint, keyTypeOf, type KeyVerdict } from './known-hosts.ts'
import type { LoginEvent } from './login-events.ts'
import type { SshTarget } from './target.ts'

/** Turns what one login comes past into stages with times. `nowMs` is monotonic. */
export class HopRecorder {
  readonly #target: SshTarget
  readonly #nowMs: () => number
  #stages: StageResult[] = []
  #open: { readonly stage: DiagnosisStage; readonly sinceMs: number }
  #key: SeenKey | undefined
  /** Where the way itself begins: what stands before is kept when the way is gone a second time. */
  #way = 0
  #times = 0
  #offered: readonly string[] = []
  #tried: string[] = []

  constructor(target: SshTarget, nowMs: () => number) {
    this.#target = target
    this.#nowMs = nowMs
    this.#open = { stage: 'configuration', sinceMs: nowMs() }
  }

  begin(stage: DiagnosisStage): void {
    this.#open = { stage, sinceMs: this.#nowMs() }
  }

  end(state: StageState, sentence: string, problem?: Problem): void {
    const { stage, sinceMs } = this.#open
    this.#stages.push({
      stage,
      state,
      ms: this.#nowMs() - sinceMs,
      sentence,
      ...(problem === undefined ? {} : { problem }),
    })
  }

  /** From here on the login itself: over TCP, or over a channel of the hop before. */
  beginWay(stage: 'tcp' | 'forward'): void {
    this.#way = this.#stages.length
    this.begin(stage)
  }

  hear(event: LoginEvent): void {
    switch (event.kind) {
      case 'connected':
        return this.#connected()
      case 'version':
        this.end('ok', event.line)
        return this.begin('key-exchange')
      case 'host-key':
        this.end('ok', 'agreed')
        this.begin('host-key')
        return this.#judged(event.key, event.verdict)
      case 'algorithms':
        return this.#agreed(event)
      case 'offered':
        this.#offered = event.methods
        return undefined
      case 'trying':
        this.#tried.push(event.what)
        return undefined
      case 'ready':
        return this.end('ok', this.#loginSentence())
      default:
        return assertNever(event)
    }
  }

  /** The stage that is open failed. */
  fail(found: Problem): void {
    const { stage } = this.#open
    const sentence =
      stage === 'host-key' && this.#key !== undefined
        ? standingWords[this.#key.standing]
        : stage === 'authentication'
          ? this.#refusalSentence()
          : found.message
    this.end('failed', sentence, found)
  }

  diagnosis(): HopDiagnosis {
    const { name, user, address, port } = this.#target
    return {
      host: name,
      way: `${user}@${address}:${port}`,
      stages: this.#stages,
      ...(this.#key === undefined ? {} : { key: this.#key }),
    }
  }

  /** A second time after a person has accepted the key: the first one then says nothing any more. */
  #connected(): void {
    this.#times += 1
    if (this.#times > 1) this.#stages = this.#stages.slice(0, this.#way + 1)
    else this.end('ok', `${this.#target.address}:${this.#target.port} accepts the connection`)
    this.#tried = []
    this.begin('version')
  }

  #judged(key: Buffer, verdict: KeyVerdict): void {
    this.#key = { type: keyTypeOf(key), fingerprint: fingerprint(key), standing: verdict.kind }
    if (verdict.kind !== 'known') return
    const { type, fingerprint: print } = this.#key
    this.end(
      'ok',
      `${type} ${print}: ${this.#times > 1 ? 'accepted now, and kept' : standingWords.known}`,
    )
    this.begin('authentication')
  }

  #agreed({ keyExchange, cipher, mac }: Extract<LoginEvent, { kind: 'algorithms' }>): void {
    this.#stages = this.#stages.map((stage) =>
      stage.stage === 'key-exchange'
        ? { ...stage, sentence: `${keyExchange}, ${cipher}, integrity ${mac}` }
        : stage,
    )
  }

  #loginSentence(): string {
    const refused = this.#tried.slice(0, -1)
    const before = refused.length === 0 ? '' : `; refused before: ${refused.join(', ')}`
    return `${this.#target.user} logged in by ${this.#tried.at(-1) ?? 'none'}${before}`
  }

  #refusalSentence(): string {
    const offered = this.#offered.length === 0 ? 'nothing' : this.#offered.join(', ')
    const tried = this.#tried.length === 0 ? 'nothing' : this.#tried.join(', ')
    return `the host takes: ${offered}; tried: ${tried}`
  }
}

const standingWords: Readonly<Record<SeenKey['standing'], string>> = {
  known: 'the key that known_hosts has',
  unknown: 'not in known_hosts',
  changed: 'not the key that known_hosts has',
  revoked: 'revoked in known_hosts',
}
