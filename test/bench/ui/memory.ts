import { readFileSync, readdirSync } from 'node:fs'

/** Every process below this one and itself, by Linux's own books. */
export function processTree(root: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = parentOf(Number(name))
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const tree: number[] = []
  const visit = (pid: number): void => {
    tree.push(pid)
    for (const child of children.get(pid) ?? []) visit(child)
  }
  visit(root)
  return tree
}

/** MiB of these processes, memory that they share counted once (proportional set size). */
export const memoryOf = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + pssKib(pid), 0) / 1024

/** A process that ended meanwhile has none. */
function pssKib(pid: number): number {
  const text = readOr(`/proc/${pid}/smaps_rollup`)
  return Number(/^Pss:\s+(\d+) kB/m.exec(text ?? '')?.[1] ?? 0)
}

function parentOf(pid: number): number | undefined {
  // The name in brackets may hold blanks; what stands behind it does not.
  const fields = readOr(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ')
  return fields?.[1] === undefined ? undefined : Number(fields[1])
}

function readOr(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
