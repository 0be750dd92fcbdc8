import type { Command } from 'commander'
import { addCompareCommand } from './compare.ts'
import { addFileCommands } from './read-file.ts'
import { addSurveyCommand } from './survey.ts'
import { addSurveysCommands } from './surveys.ts'
import { addDecide } from './decide.ts'
import { addFindings } from './findings.ts'
import { addFreeze } from './freeze.ts'
import { addRegister } from './register.ts'
import { addDiagram, addReport, addRules, addTable } from './report.ts'
import { addScripts } from './scripts.ts'
import { addSign, addWaive } from './sign.ts'

/** The stage analysis: one file a verb. */
export function addAnalysisCommands(program: Command): void {
  const analysis = program
    .command('analysis')
    .description('know the source system before anything moves')
  addSurveyCommand(analysis)
  addSurveysCommands(analysis)
  addCompareCommand(analysis)
  addFileCommands(analysis)
  addFindings(analysis)
  addScripts(analysis)
  addDecide(analysis)
  addRegister(analysis)
  addFreeze(analysis)
  addSign(analysis)
  addWaive(analysis)
  addReport(analysis)
  addTable(analysis)
  addDiagram(analysis)
  addRules(analysis)
}
