import { createInterface } from 'node:readline/promises'
import { StepId } from '../../shared/domain/ids.ts'
import type { RunRequest, WantedApproval } from '../engine.ts'

type Approvals = NonNullable<RunRequest['approvals']>

/** Collects the approvals: with `--yes` by the caller (and the second person named), otherwise by typing at the terminal. */
export async function approve(
  wanted: readonly WantedApproval[],
  by: string,
  { yes, second }: { readonly yes: boolean; readonly second?: string },
): Promise<Approvals> {
  const given: Approvals[number][] = []
  for (const approval of wanted) {
    const people = approval.people === 2 && second !== undefined ? [by, second] : [by]
    for (const person of people) {
      const typed = yes
        ? approval.typed
        : await ask(`${approval.text}\n${person}, type ${approval.typed} to approve: `)
      if (typed !== undefined) given.push({ id: StepId.parse(approval.id), by: person, typed })
    }
  }
  return given
}

async function ask(text: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question(text)).trim()
  } finally {
    terminal.close()
  }
}
