import { randomBytes } from 'node:crypto'

/** API logins of one endpoint (domain.md 9.2): session ids up to MR100, access tokens with renewal from MR101. */

export type LoginStyle = 'session' | 'token' | 'both'

export const styleOf = (release: string): LoginStyle =>
  Number(release.slice(2)) <= 100 ? 'session' : 'token'

export type ApiSecret = { readonly password: string; readonly token: string }

export type Sessions = {
  /** The answer of Session/login, or undefined when login and secret do not fit. */
  login(params: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined
  refresh(token: unknown): Record<string, unknown> | undefined
  isAlive(key: string | undefined): boolean
  logout(key: string | undefined): void
}

/** An unused session id ends after a day of lab time, an access token after an hour. */
const sessionMs = 86_400_000
const tokenMs = 3_600_000

export function createSessions(options: {
  readonly login: string
  readonly secret: ApiSecret
  readonly style: LoginStyle
  readonly now: () => number
}): Sessions {
  const { login, secret, style, now } = options
  const alive = new Map<string, { until: number; readonly slides: boolean }>()
  const refreshers = new Set<string>()
  const key = (): string => randomBytes(16).toString('hex')
  const grant = (): Record<string, unknown> => {
    const answer: Record<string, unknown> = { login }
    if (style !== 'token') {
      const session = key()
      alive.set(session, { until: now() + sessionMs, slides: true })
      answer['session_id'] = session
    }
    if (style !== 'session') {
      const access = key()
      const refresh = key()
      alive.set(access, { until: now() + tokenMs, slides: false })
      refreshers.add(refresh)
      Object.assign(answer, {
        access_token: access,
        refresh_token: refresh,
        expires_in: tokenMs / 1000,
      })
    }
    return answer
  }
  return {
    login: (params) =>
      params['login'] === login &&
      (params['password'] === secret.password || params['token'] === secret.token)
        ? grant()
        : undefined,
    refresh(token) {
      if (typeof token !== 'string' || !refreshers.delete(token)) return undefined
      return grant()
    },
    isAlive(session) {
      const found = session === undefined ? undefined : alive.get(session)
      if (session === undefined || found === undefined) return false
      if (found.until < now()) return !alive.delete(session)
      if (found.slides) found.until = now() + sessionMs
      return true
    },
    logout(session) {
      if (session !== undefined) alive.delete(session)
    },
  }
}
