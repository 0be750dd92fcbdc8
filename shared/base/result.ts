/** What can happen and is expected: a value, or a problem that the user can act on. Bugs are thrown instead. */
export type Result<T, P> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: P }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

export const bad = <P>(problem: P): { readonly ok: false; readonly problem: P } => ({
  ok: false,
  problem,
})
