import type { Host, HostRole } from '../project.ts'

/**
 * Roles and cluster guessed from the name of a host: support scripts know roles by parts of it (domain.md 7.1: `master`, `slave`,
 * `web`, `um`, `sip`). A guess is only ever compared with the inventory, which a person has written: it confirms, or asks.
 */
const parts: readonly (readonly [pattern: RegExp, role: HostRole])[] = [
  [/^(db|master|slave|replica|mysql)\d*$/, 'db'],
  [/^(bill|billing|ocs|engine)\d*$/, 'billing'],
  [/^(rad|radius|aaa)\d*$/, 'radius'],
  [/^(sip|ps|portasip|edge)\d*$/, 'sip'],
  [/^(web|www|admin|um)\d*$/, 'web'],
  [/^(log|logs|logserver)\d*$/, 'log'],
  [/^(conf|config|configurator|cfg)\d*$/, 'config'],
  [/^dsbc\d*$/, 'dsbc'],
]

export type RoleGuess = {
  readonly roles: readonly HostRole[]
  /** What is left of the name of a SIP host: `us` of `src-sip-us`. */
  readonly clusterHint?: string
}

export function guessRoles(name: string): RoleGuess {
  const words = name.toLowerCase().split(/[-_.]+/)
  const roles = new Set<HostRole>()
  const rest: string[] = []
  for (const word of words) {
    const found = parts.find(([pattern]) => pattern.test(word))
    if (found !== undefined) roles.add(found[1])
    else if (!/^(src|tgt|source|target|old|new|[a-z]|\d+)$/.test(word)) rest.push(word)
  }
  const hint = roles.has('sip') ? rest[0] : undefined
  return { roles: [...roles], ...(hint === undefined ? {} : { clusterHint: hint }) }
}

export type RoleDoubt = { readonly host: string; readonly sentence: string }

/** Where the name of a host says something else than the inventory. A name that tells nothing is no doubt. */
export function roleDoubts(hosts: readonly Host[]): readonly RoleDoubt[] {
  return hosts.flatMap(({ name, roles, cluster }) => {
    const guess = guessRoles(name)
    const missing = guess.roles.filter((role) => !roles.includes(role))
    return [
      ...(missing.length === 0
        ? []
        : [
            {
              host: name,
              sentence: `the name of ${name} says ${missing.join(', ')}, the inventory says ${roles.join(', ')}`,
            },
          ]),
      ...(roles.includes('sip') && cluster === undefined
        ? [{ host: name, sentence: `${name} is a SIP host of no cluster` }]
        : []),
    ]
  })
}
