import { StepId } from '../../shared/domain/ids.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { RunRequest, WantedApproval } from '../engine.ts'
import { ask, ownTerminal } from './ask.ts'
import type { Terminal } from './ask.ts'

type Approvals = NonNullable<RunRequest['approvals']>

type How = {
  readonly yes: boolean
  readonly second?: string
  /** Default: the own one, where there is one. */
  readonly terminal?: Terminal
}

/** Collects the approvals: with `--yes` by the caller (and the second person named), otherwise by typing at the terminal. */
export async function approve(
  wanted: readonly WantedApproval[],
  by: string,
  { yes, second, terminal = process.stdin.isTTY ? ownTerminal : undefined }: How,
): Promise<Approvals> {
  const given: Approvals[number][] = []
  for (const approval of wanted) {
    const people = approval.people === 2 && second !== undefined ? [by, second] : [by]
    for (const person of people) {
      const typed = yes
        ? approval.typed
        : await typedBy(
            `${approval.text}\n${person}, type ${approval.typed} to approve: `,
            terminal,
          )
      // What is missing is told by the engine, which starts nothing then.
      if (typed === undefined) return given
      given.push({ id: StepId.parse(approval.id), by: person, typed })
    }
  }
  return given
}

async function typedBy(text: string, terminal: Terminal | undefined): Promise<string | undefined> {
  if (terminal === undefined) return undefined
  const interrupt = (): void => {
    terminal.output.write('\nInterrupted: nothing was started.\n')
    terminal.interrupt()
  }
  try {
    return (await ask(text, false, { ...terminal, interrupt })).trim()
  } catch (error) {
    if (error instanceof ProblemError) return undefined
    throw error
  }
}
