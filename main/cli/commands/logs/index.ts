import type { Command } from 'commander'
import { addCheckCommand } from './check.ts'
import { addCollectCommands } from './collect.ts'
import { addGroupCommand } from './group.ts'
import { addLedgerCommands } from './ledger.ts'
import { addReviewCommand } from './review.ts'
import { addWatchCommand } from './watch.ts'

export function addLogsCommands(program: Command): void {
  const logs = program.command('logs').description('logs of the hosts, or of files')
  addCheckCommand(logs)
  addWatchCommand(logs)
  addReviewCommand(logs)
  addLedgerCommands(logs)
  addGroupCommand(logs)
  addCollectCommands(logs)
}
