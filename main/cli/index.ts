import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import { addAnalysisCommands } from './commands/analysis/index.ts'
import { addBenchCommands } from './commands/bench.ts'
import { addDemoCommand } from './commands/demo.ts'
import { addJumpCommand } from './commands/jump.ts'
import { addLabCommands } from './commands/lab.ts'
import { addLogsCommands } from './commands/logs/index.ts'
import { addPlanCommands } from './commands/plan/index.ts'
import { addHostCommands } from './commands/hosts.ts'
import { addProjectCommands } from './commands/project.ts'
import { addReportCommand } from './commands/report.ts'
import { addRehearseCommand } from './commands/rehearse.ts'
import { addRunCommands } from './commands/run.ts'
import { createOutput, exitCodes } from './output.ts'

// A reader that went away (`| head`) must not end a run that moves customers: what nobody reads is dropped.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

// What is parsed may end before its --json was come to.
const isJson = process.argv.includes('--json')
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')))

/** The headless entry: the same engine as the window (design.md section 12). */
const program = new Command('switchyard')
  .description('Plan, run, watch and prove a Dual Version migration.')
  .option('--json', 'one JSON document on stdout; progress on stderr')
  .option('--lab <dir>', 'folder of a running embedded lab: its SSH settings, secrets and clock')
  .option('--ssh-config <file>', 'SSH configuration to use instead of ~/.ssh/config')
  .version(isJson ? JSON.stringify({ version }) : version, '--version', 'say which version this is')
  .exitOverride()
  .configureHelp({ sortSubcommands: false })

addProjectCommands(program)
addHostCommands(program)
addAnalysisCommands(program)
addPlanCommands(program)
addJumpCommand(program)
addRunCommands(program)
addRehearseCommand(program)
addReportCommand(program)
addLogsCommands(program)
addLabCommands(program)
addDemoCommand(program)
addBenchCommands(program)

try {
  await program.parseAsync()
} catch (error) {
  const output = createOutput(isJson)
  if (error instanceof ProblemError) process.exitCode = output.problem(error.problem)
  else if (error instanceof CommanderError) {
    if (error.exitCode !== 0)
      // Its sentence is on stderr already.
      output.document({ problem: problem('wrong-use', error.message.replace(/^error: /, '')) })
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse
  } else {
    output.document({ problem: problem('bug', String(error)) })
    throw error
  }
}

// A run that was paused follows what is in flight for as long as its link is given; its journal is closed, and nobody waits for it here.
process.stdout.write('', () => process.stderr.write('', () => process.exit()))
