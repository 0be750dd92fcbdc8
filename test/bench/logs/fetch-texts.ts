import { backgroundLine, lineEveryMs } from '../../../main/lab/logs/background.ts'
import { formatLine } from '../../../main/lab/logs/formats.ts'
import type { LogKind } from '../../../main/lab/logs/formats.ts'

export type TextOrder = {
  readonly kind: LogKind
  readonly bytes: number
  /** Time of the first line, ms of the epoch. Default 1 May 2026. */
  readonly from?: number
  /** Time between two lines, ms. Default: as the lab writes them. */
  readonly everyMs?: number
}

/** Lines of one kind as the lab writes them, up to this size. */
export function textOf({ kind, bytes, from = Date.UTC(2026, 4, 1), everyMs }: TextOrder): Buffer {
  const text = Buffer.alloc(bytes)
  const every = everyMs ?? lineEveryMs[kind]
  let length = 0
  for (let index = 0; ; index += 1) {
    const { jitter, ...line } = backgroundLine(kind, `bench/${kind}`, index, [])
    const at = from + (index + jitter) * every
    const added = Buffer.from(formatLine(kind, { ...line, at }, 'bench', 900, 0))
    if (length + added.length > bytes) return text.subarray(0, length)
    added.copy(text, length)
    length += added.length
  }
}

/** The same, from one time to another: lines as close together as the size asks for. */
export function textBetween(kind: LogKind, bytes: number, from: number, to: number): Buffer {
  const sample = textOf({ kind, bytes: 65_536, from })
  const lines = sample.toString('latin1').split('\n').length - 1
  return textOf({ kind, bytes, from, everyMs: ((to - from) * sample.length) / lines / bytes })
}

export const kinds = ['sip', 'billing', 'access', 'dispatch'] as const
