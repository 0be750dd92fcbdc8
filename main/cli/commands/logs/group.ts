import { once } from 'node:events'
import type { Command } from 'commander'
import { packingAt } from '../../../logs/local-source.ts'
import { groupFile } from '../../../data/analysis/group-file.ts'
import type { GroupedFile } from '../../../data/analysis/group-file.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import { outputOf } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'

type Flags = { readonly format: string; readonly messageOnly?: boolean }

/** `logs group FILE`: which lines say the same. */
export function addGroupCommand(logs: Command): void {
  logs
    .command('group')
    .description(
      'group the lines of a log file: one group number a line, every input line, in order',
    )
    .argument('<file>')
    .option('--format <format>', 'ids: a number a line; json: the groups with their counts', 'ids')
    .option('--message-only', 'the lines have no header: time, host and level have been cut')
    .action(async (file: string, flags: Flags, command: Command) => {
      const output = outputOf(command)
      if (flags.format !== 'ids' && flags.format !== 'json')
        fail('wrong-use', `"${flags.format}" is no format`, { next: 'write ids or json' })
      const packing = await packingAt(file)
      if (packing !== undefined)
        fail('bad-input', `${file} is packed with ${packing}: its lines cannot be seen`, {
          where: { file },
          next: `unpack it first: ${packing} -dk ${file}`,
        })
      const found = groupFile(file, { messageOnly: flags.messageOnly })
      if (!found.ok) {
        process.exitCode = output.problem(found.problem)
        return
      }
      try {
        if (flags.format === 'json' || output.json) writeGroups(found.value)
        else await writeNumbers(found.value)
      } finally {
        found.value.close()
      }
      process.exitCode = exitCodes.done
    })
}

function writeGroups({ lines, bytes, format, groups }: GroupedFile): void {
  const document = { lines, bytes, format: { id: format.id, why: format.why }, groups }
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
}

/** A reader that is slower than we are makes us wait; it does not make the output grow in memory. */
async function writeNumbers(found: GroupedFile): Promise<void> {
  const texts = new Map<number, string>()
  for (const piece of found.numbers()) {
    const part: string[] = []
    for (const number of piece) {
      const known = texts.get(number)
      const text = known ?? `${number}\n`
      if (known === undefined) texts.set(number, text)
      part.push(text)
    }
    // Its reader may have had enough (`| head`): the rest is not made then.
    if (!process.stdout.writable) return
    if (process.stdout.write(part.join(''))) continue
    try {
      await once(process.stdout, 'drain')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return
      throw error
    }
  }
}
