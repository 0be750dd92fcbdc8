/**
 * The two login styles (domain.md 9.2): session ids up to MR100, access tokens from MR101. Source and target of one migration
 * often need different ones.
 */
export type ApiProfile = 'session' | 'token'

/** `MR85` → session, `MR101` → token. */
export const profileOf = (release: string): ApiProfile =>
  Number.parseInt(release.replace(/^MR/, ''), 10) <= 100 ? 'session' : 'token'

export type ApiParams = Readonly<Record<string, unknown>>

export type EncodedCall = {
  readonly type: string
  readonly text: string
  readonly bearer?: string
}

/**
 * A call as it goes over the wire. Session style: form with `auth_info` and `params`, both JSON. Token style: JSON with
 * `params`, and the token as bearer. `key` is absent for the login itself.
 */
export function encodeCall(
  profile: ApiProfile,
  params: ApiParams,
  key: string | undefined,
): EncodedCall {
  if (profile === 'token')
    return {
      type: 'application/json',
      text: JSON.stringify({ params }),
      ...(key === undefined ? {} : { bearer: key }),
    }
  const form = new URLSearchParams()
  form.set('auth_info', JSON.stringify(key === undefined ? {} : { session_id: key }))
  form.set('params', JSON.stringify(params))
  return { type: 'application/x-www-form-urlencoded', text: form.toString() }
}
