import type { z } from 'zod'
import type { Clock } from '../runner/ports.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import { callOnce, SessionRefused } from './api-call.ts'
import type { Wire } from './api-call.ts'
import { apiProblem } from './api-problem.ts'
import { encodeCall } from './api-profile.ts'
import type { ApiParams, ApiProfile } from './api-profile.ts'
import { LoginAnswer } from './api-shapes.ts'

export type SessionOptions = {
  readonly wire: Wire
  readonly profile: ApiProfile
  readonly login: string
  readonly secretKind: 'password' | 'api-token'
  /** Asked for at every login; kept nowhere. */
  readonly secret: () => Promise<string>
  readonly clock: Pick<Clock, 'monotonicMs'>
}

export type ApiSession = {
  /** Calls a method with a valid session: logs in, renews or, once, logs in again as needed. */
  call<T>(method: string, params: ApiParams, shape: z.ZodType<T>): Promise<T>
  /** Calls with the session's own key among the parameters, as Session/ping and Session/logout want it. */
  callWithKey<T>(method: string, shape: z.ZodType<T>): Promise<T>
  readonly isOpen: () => boolean
}

type Grant = {
  readonly key: string
  readonly refresh?: string
  /** When to renew, on the clock's monotonic time: at four fifths of the token's life. */
  readonly renewAtMs: number
}

/** Keeps one login per endpoint alive; calls that come together share one login. */
export function createApiSession(options: SessionOptions): ApiSession {
  const { wire, profile, clock } = options
  let grant: Promise<Grant> | undefined
  /** What `grant` resolved to. */
  let settled: Grant | undefined

  const toGrant = (method: string, answer: LoginAnswer, refresh?: string): Grant => {
    const key = profile === 'session' ? answer.session_id : answer.access_token
    if (key === null || key === undefined)
      throw new ProblemError(
        apiProblem({
          endpoint: wire.endpoint,
          method,
          text: `the login gave no ${profile === 'session' ? 'session id' : 'access token'}`,
          next: 'check "release" of this system in project.yaml: MR100 and before use session ids, MR101 and later tokens',
        }),
      )
    const next = answer.refresh_token ?? refresh
    wire.redactor.add(key)
    wire.redactor.add(next)
    const lifeMs = (answer.expires_in ?? Number.POSITIVE_INFINITY) * 1000
    return {
      key,
      ...(next === undefined ? {} : { refresh: next }),
      renewAtMs:
        profile === 'token' ? clock.monotonicMs() + lifeMs * 0.8 : Number.POSITIVE_INFINITY,
    }
  }

  const login = async (): Promise<Grant> => {
    const secret = await options.secret()
    wire.redactor.add(secret)
    const named = options.secretKind === 'password' ? { password: secret } : { token: secret }
    const params = { login: options.login, ...named }
    const call = encodeCall(profile, params, undefined)
    return toGrant('Session/login', await callOnce(wire, 'Session/login', call, LoginAnswer))
  }

  const renew = async (old: Grant): Promise<Grant> => {
    const method = 'Session/refresh_access_token'
    if (old.refresh === undefined) return login()
    try {
      const call = encodeCall(profile, { refresh_token: old.refresh }, undefined)
      return toGrant(method, await callOnce(wire, method, call, LoginAnswer), old.refresh)
    } catch (error) {
      // Servers may end a token before its time (domain.md 9.2): then only a new login helps.
      if (error instanceof SessionRefused) return login()
      throw error
    }
  }

  const start = (next: Promise<Grant>): Promise<Grant> => {
    const kept = next.then((held) => {
      if (grant === kept) settled = held
      return held
    })
    grant = kept
    settled = undefined
    // A failed login must not be remembered: the next call tries again, and this one's caller hears of it.
    kept.catch(() => {
      if (grant === kept) grant = undefined
    })
    return kept
  }

  const current = async (): Promise<Grant> => {
    const pending = grant ?? start(login())
    const held = await pending
    if (clock.monotonicMs() < held.renewAtMs) return held
    // Somebody else may have begun to renew while we waited.
    return grant === pending ? start(renew(held)) : current()
  }

  const withSession = async <T>(attempt: (held: Grant) => Promise<T>): Promise<T> => {
    const held = await current()
    try {
      return await attempt(held)
    } catch (error) {
      if (!(error instanceof SessionRefused)) throw error
      // Calls that are refused together log in together, once.
      return attempt(await (settled === held ? start(login()) : current()))
    }
  }

  const keyName = profile === 'session' ? 'session_id' : 'access_token'
  return {
    call: (method, params, shape) =>
      withSession((held) => callOnce(wire, method, encodeCall(profile, params, held.key), shape)),
    callWithKey: (method, shape) =>
      withSession((held) =>
        callOnce(wire, method, encodeCall(profile, { [keyName]: held.key }, held.key), shape),
      ),
    isOpen: () => grant !== undefined,
  }
}
