import { hash } from 'node:crypto'
import { keyBegins, keyEnds } from '../../../shared/domain/redact-lines.ts'
import { mask, maySecretsBeIn, redactHalf, redactText } from '../../../shared/domain/redact.ts'
import { wildcard } from '../../../shared/log-rules/mask-classes.ts'
import type { SideTally } from '../../../shared/log-rules/types.ts'
import type { KeptShape } from '../store/log-tallies.ts'
import { fewCalls } from './keep-side.ts'
import type { Tally } from './tally.ts'

/** The last look before disk: what a log says leaves its secrets here. */

/** A text may hold a secret in a word that is not masked. Equal texts have the same redaction, so they stay one. */
export function keptShapes(tally: Tally): readonly KeptShape[] {
  return tally.shapes().flatMap(({ shape, codes = '', level, suspect, before }) =>
    before === undefined
      ? []
      : [
          {
            shape: redactText(shape),
            codes,
            level,
            suspect,
            tally: {
              ...before,
              values: valuesOf(shape, before.values),
              ...(before.calls === undefined ? {} : { calls: hashedCalls(before.calls) }),
            },
          },
        ],
  )
}

/** The id of a call as it is kept: short whatever its length, and none of the host's words. */
export const callHash = (id: string): string => hash('sha256', id, 'base64url').slice(0, 12)

type Calls = NonNullable<SideTally['calls']>

function hashedCalls({ seen, more }: Calls): Calls {
  const hashed = new Map<string, number>()
  for (const [ids, times] of Object.entries(seen)) {
    const key = ids.split(' ').map(callHash).join(' ')
    hashed.set(key, (hashed.get(key) ?? 0) + times)
  }
  return fewCalls(hashed, more)
}

/** A word that no rule of redaction knows. */
const probe = 'Qq7'

/** Values of a place behind `password=` are secrets, whatever they look like. */
function valuesOf(shape: string, values: SideTally['values']): SideTally['values'] {
  if (!maySecretsBeIn(shape))
    return values.map(({ seen, more }) => ({ seen: redactedKeys(seen, redactText), more }))
  const parts = shape.split(wildcard)
  return values.map(({ seen, more }, place) => {
    const filled = parts.map((part, i) =>
      i === 0 ? part : `${i - 1 === place ? probe : 'x'}${part}`,
    )
    const isSecret = !redactText(filled.join('')).includes(probe)
    return { seen: redactedKeys(seen, isSecret ? () => mask : redactText), more }
  })
}

function redactedKeys(
  seen: Readonly<Record<string, number>>,
  clean: (value: string) => string,
): Record<string, number> {
  // A map: a value may be called `constructor`.
  const all = new Map<string, number>()
  for (const [value, count] of Object.entries(seen)) {
    const key = clean(value)
    all.set(key, (all.get(key) ?? 0) + count)
  }
  return Object.fromEntries(all)
}

const keyLine = /^[A-Za-z0-9+/=]{40,}$/

/**
 * What waits for its end goes to disk, so secrets leave it first; whole lines of key material too, because a line inside a key block
 * has nothing else that tells. Line by line: a quote that is not closed must not take the lines behind it along. As Latin-1, so that
 * bytes that are no UTF-8 come back as they were.
 */
export function redactedBytes(pending: Uint8Array): Buffer {
  if (pending.length === 0) return Buffer.alloc(0)
  const text = Buffer.from(pending.buffer, pending.byteOffset, pending.byteLength).toString(
    'latin1',
  )
  let isKey = false
  const lines = text.split('\n').map((line, i, all) => {
    const wasKey = isKey && (/^[A-Za-z0-9+/=\r]*$/.test(line) || keyEnds.test(line))
    isKey = keyBegins.test(line) || (wasKey && !keyEnds.test(line))
    if (line !== '' && (wasKey || keyLine.test(line))) return mask
    return i === all.length - 1 ? redactHalf(line) : redactText(line)
  })
  return Buffer.from(lines.join('\n'), 'latin1')
}
