import type { Command } from 'commander'
import { createOutput } from './output.ts'
import type { ExitCode, Output } from './output.ts'
import { openSession } from './session.ts'
import type { Session, SessionOptions } from './session.ts'

type Global = SessionOptions & { readonly json?: boolean }

export const outputOf = (command: Command): Output =>
  createOutput(command.optsWithGlobals<Global>().json === true)

/** Runs a command body with an engine and sets the exit code; the engine is closed whatever happens. */
export async function withSession(
  command: Command,
  body: (session: Session, output: Output) => Promise<ExitCode>,
): Promise<void> {
  const output = outputOf(command)
  const session = await openSession(command.optsWithGlobals<Global>())
  try {
    process.exitCode = await body(session, output)
  } finally {
    await session.close()
  }
}
