import type { Command } from 'commander'
import { addBlackout, addSettings } from './settings.ts'
import { addBaseline, addCompare, addHistory } from './history.ts'
import { addEdits } from './edits.ts'
import { addExport } from './export.ts'
import { addForecast } from './forecast.ts'
import { addShow } from './show.ts'
import { addTask } from './task.ts'
import { addTraffic } from './traffic.ts'

/** `plan`: one file a group of subcommands, in the order of `--help`. Without one, `plan PROJECT` shows the plan. */
export function addPlanCommands(program: Command): void {
  const plan = program
    .command('plan')
    .description('propose, show, change and export the plan; `plan PROJECT` shows it')
  addShow(plan)
  addEdits(plan)
  addSettings(plan)
  addBlackout(plan)
  addHistory(plan)
  addCompare(plan)
  addBaseline(plan)
  addTask(plan)
  addForecast(plan)
  addExport(plan)
  addTraffic(plan)
}
