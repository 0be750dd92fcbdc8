import { backgroundLine, lineEveryMs } from '../../../main/lab/logs/background.ts'
import { formatLine } from '../../../main/lab/logs/formats.ts'
import type { LogKind } from '../../../main/lab/logs/formats.ts'

/** Lines of one kind as the lab writes them, up to this size. */
export function textOf(kind: LogKind, bytes: number): Buffer {
  const text = Buffer.alloc(bytes)
  const startAt = Date.UTC(2026, 4, 1)
  let length = 0
  for (let index = 0; ; index += 1) {
    const { jitter, ...line } = backgroundLine(kind, `bench/${kind}`, index, [])
    const at = startAt + (index + jitter) * lineEveryMs[kind]
    const added = Buffer.from(formatLine(kind, { ...line, at }, 'bench', 900, 0))
    if (length + added.length > bytes) return text.subarray(0, length)
    added.copy(text, length)
    length += added.length
  }
}

export const kinds = ['sip', 'billing', 'access', 'dispatch'] as const
