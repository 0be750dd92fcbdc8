/**
 * Takes secrets out of text and of values before they reach a disk (design.md section 13). Every function is total: what
 * it does not know it leaves as it is, so redaction belongs at the border where text comes in, not in front of a reader.
 */

export const mask = '***'

const secretWord =
  '(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|private[_-]?key|session[_-]?id)'

/** Ends with such a word, as `db_password` and `accessToken` do. */
const keyOfSecret = new RegExp(
  `${secretWord}$|^(?:authorization|proxy-authorization|auth_info|cookie|set-cookie)$`,
  'i',
)

/** Repetitions that do not end with their match are bounded: text from hosts must not be able to stop the process. */
type Rule = { readonly find: RegExp; readonly put: string }

const rules: readonly Rule[] = [
  // Also a block whose end was cut off: nothing after its first line may stay.
  {
    find: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g,
    put: `-----PRIVATE KEY ${mask}-----`,
  },
  // `auth_info={"login":…}` of a PortaBilling API call, as JSON or percent-encoded.
  { find: /(\bauth_info["']?\s*[=:]\s*)(?:["']?\{[^}]*\}?["']?|[^\s&]+)/gi, put: `$1${mask}` },
  { find: /(\b(?:proxy-)?authorization["']?\s*[=:]\s*)[^\r\n]+/gi, put: `$1${mask}` },
  // `PHPSESSID=…; lang=en`, as a header, a member or a parameter.
  {
    find: /(\b(?:set-)?cookie["']?\s*[=:]\s*)(?:"(?:[^"\\]|\\.)*"?|(?:\*{3}|[^\s;,"'=]+=)[^\s;,"']*(?:;\s*[^\s;,"']+)*)/gi,
    put: `$1${mask}`,
  },
  {
    find: /\b(bearer|basic)\s+(?:\*{3}[A-Za-z0-9+/=._~-]*|[A-Za-z0-9+/=._~-]{8,})/gi,
    put: `$1 ${mask}`,
  },
  // Digest answers of SIP: useless to read, useful to crack.
  { find: /(\b(?:response|cnonce)\s*=\s*)"[^"]*"?/gi, put: `$1"${mask}"` },
  // `user:password@` in a URL.
  { find: /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]+:)[^\s@/]+(?=@)/gi, put: `$1${mask}` },
  // MySQL's `IDENTIFIED BY 'x'`, and `-px` glued to a client's name.
  { find: /(\bidentified\s+by\s+)(?:'[^']*'?|"[^"]*"?)/gi, put: `$1${mask}` },
  { find: /(\bmysql\w*\b[^\n|;]{0,300}?\s-p)[^\s'"]\S*/gi, put: `$1${mask}` },
  // name=value, "name": "value", --name value
  {
    find: new RegExp(
      `(${secretWord}["']?\\s*(?:=>|[=:])\\s*)(?:"(?:[^"\\\\]|\\\\.)*"?|'(?:[^'\\\\]|\\\\.)*'?|[^\\s,;&"'}\\])]+)`,
      'gi',
    ),
    put: `$1${mask}`,
  },
  {
    find: new RegExp(`(--[\\w-]{0,40}?${secretWord}\\s+)(?:"[^"]*"?|'[^']*'?|[^\\s-]\\S*)`, 'gi'),
    put: `$1${mask}`,
  },
]

/** One cheap look: only text that has one of these words goes through the rules. */
const suspicious =
  /passw|passphrase|pwd|secret|token|key|auth|bearer|basic|cookie|session|response|cnonce|identified|mysql|:\/\//i

export const maySecretsBeIn = (text: string): boolean => suspicious.test(text)

export function redactText(text: string): string {
  if (!maySecretsBeIn(text)) return text
  return rules.reduce((done, { find, put }) => done.replace(find, put), text)
}

/** What ends a secret that was opened. */
const quotes = ['"', "'", '}'] as const

/**
 * Of text that was cut anywhere: what follows is still known for a part of its last secret. `redactText(redactHalf(a) + b)` shows no more
 * than `redactText(a + b)` does.
 */
export function redactHalf(text: string): string {
  // Who has a password in a URL shows only behind it; a port is none.
  const clean = redactText(text).replace(
    /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]+:)(?!\d{1,5}$)[^\s@/]+$/i,
    `$1${mask}`,
  )
  const open = quotes.find((quote) => redactText(`${text} ~${quote} ~`) === `${clean} ~`)
  if (open === undefined) return clean
  const mark = open === '}' ? '{' : open
  return clean.replace(/(["']?)\*\*\*\1$/, `${mark}${mask}`)
}

/** Text under a name: the name alone may tell that the value is a secret. */
export const isSecretName = (name: string): boolean => keyOfSecret.test(name)

/** Every string inside a JSON-like value, with members named like a secret masked whole. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map(redactValue)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecretName(name) && member !== null && member !== undefined ? mask : redactValue(member),
    ]),
  )
}
