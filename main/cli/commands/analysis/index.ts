import type { Command } from 'commander'

/** The stage analysis: one file a verb. */
export function addAnalysisCommands(program: Command): void {
  program.command('analysis').description('know the source system before anything moves')
}
