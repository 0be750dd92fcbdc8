import type { Command } from 'commander'
import { addCompareCommand } from './compare.ts'
import { addFileCommands } from './read-file.ts'
import { addSurveyCommand } from './survey.ts'
import { addSurveysCommands } from './surveys.ts'

/** The stage analysis: one file a verb. */
export function addAnalysisCommands(program: Command): void {
  const analysis = program
    .command('analysis')
    .description('know the source system before anything moves')
  addSurveyCommand(analysis)
  addSurveysCommands(analysis)
  addCompareCommand(analysis)
  addFileCommands(analysis)
}
