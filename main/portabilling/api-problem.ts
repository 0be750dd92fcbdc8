import type { Problem } from '../../shared/domain/problems.ts'
import { problem } from '../../shared/domain/problems.ts'

/** What a failed call knows of itself. Nothing in here is a secret; `text` is passed through `Redactor`. */
export type ApiFailure = {
  /** Scheme, host and port of the endpoint; never the login. */
  readonly endpoint: string
  /** `Service/method`. */
  readonly method: string
  readonly status?: number
  readonly faultcode?: string
  /** What went wrong, as the server or the network said it. */
  readonly text: string
  readonly next: string
}

/** Longest text of a server that goes into a problem. */
const maxText = 300

export function apiProblem(failure: ApiFailure): Problem {
  const { endpoint, method, status, faultcode, next } = failure
  const facts = [
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    ...(faultcode === undefined ? [] : [`faultcode ${faultcode}`]),
  ].join(', ')
  const text = failure.text.length > maxText ? `${failure.text.slice(0, maxText)}…` : failure.text
  return problem(
    'api-failed',
    `${method} at ${endpoint} failed: ${text}${facts === '' ? '' : ` (${facts})`}`,
    { where: { host: endpoint }, safe: 'the call reads only: nothing was changed', next },
  )
}

/** Replaces every secret it was told by `***`: a server may repeat in a fault what it was sent. */
export class Redactor {
  readonly #secrets = new Set<string>()

  add(secret: string | undefined): void {
    if (secret !== undefined && secret !== '') this.#secrets.add(secret)
  }

  clean(text: string): string {
    let cleaned = text
    for (const secret of this.#secrets) cleaned = cleaned.replaceAll(secret, '***')
    return cleaned
  }
}
