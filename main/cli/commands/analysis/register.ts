import type { Command } from 'commander'
import { stringify } from 'yaml'
import { z } from 'zod'
import { RegisterName } from '../../../../shared/domain/analysis/registers.ts'
import type { Registers } from '../../../../shared/domain/analysis/registers.ts'
import { dossier } from '../../../../shared/domain/analysis/default-registers.ts'
import { parseYaml } from '../../../../shared/domain/parse-yaml.ts'
import { fail, ProblemError } from '../../../../shared/domain/problems.ts'
import { named } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import { readText } from '../../read-text.ts'
import { whoAmI } from '../../session.ts'

type Flags = {
  readonly file?: string
  readonly remove?: string
  readonly why?: string
}

/** Entries by register and id, as `analysis register` prints them. */
const File = z.partialRecord(RegisterName, z.record(z.string(), z.unknown()))

/** `analysis register`: shows what is written down as YAML; the same shape puts entries, each whole. */
export function addRegister(analysis: Command): void {
  analysis
    .command('register')
    .description('show the registers as YAML, put entries from such a file, or remove one')
    .argument('<project>')
    .argument('[register]', RegisterName.options.join(', '))
    .option('--file <yaml>', 'puts every entry that is in it; others stay')
    .option('--remove <id>', 'removes an entry of the register that is named')
    .option('--why <reason>', 'kept in the journal; needed with --remove')
    .action((project: string, register: string | undefined, flags: Flags, command: Command) => {
      if (flags.file !== undefined) return putFile(command, project, flags.file, flags.why)
      if (flags.remove !== undefined)
        return register === undefined || flags.why === undefined
          ? fail('wrong-use', 'to remove an entry, name its register and say --why')
          : removeEntry(command, project, register, flags.remove, flags.why)
      return show(command, project, register)
    })
}

const show = (command: Command, project: string, register: string | undefined): Promise<void> =>
  withSession(command, async ({ engine }, output) => {
    const opened = await engine.open(project, 'read')
    if (!opened.ok) return output.problem(opened.problem)
    const state = await engine.registers.state()
    if (!state.ok) return output.problem(state.problem)
    const { registers } = state.value
    const names = register === undefined ? RegisterName.options : [registerName(register)]
    output.say(
      stringify(Object.fromEntries(names.map((name) => [name, entriesOf(registers, name)]))),
    )
    output.document(Object.fromEntries(names.map((name) => [name, registers[name]])))
    return exitCodes.done
  })

/** Lines of the dossier that nobody has put are shown only when their register is asked for by name. */
const entriesOf = (registers: Registers, name: RegisterName): Record<string, unknown> =>
  Object.fromEntries(
    registers[name].map(({ id, entry, by }) => [id, by === dossier ? { ...entry } : entry]),
  )

const registerName = (text: string): RegisterName => named(RegisterName, text, 'register')

const putFile = (
  command: Command,
  project: string,
  file: string,
  why: string | undefined,
): Promise<void> =>
  withSession(command, async ({ engine }, output) => {
    const parsed = parseYaml(readText(file), file, File)
    if (!parsed.ok) throw new ProblemError(parsed.problem)
    const opened = await engine.open(project, 'write')
    if (!opened.ok) return output.problem(opened.problem)
    let count = 0
    for (const [register, entries] of Object.entries(parsed.value))
      for (const [id, entry] of Object.entries(entries ?? {})) {
        const put = await engine.registers.put({ register, id, entry }, whoAmI(), why)
        if (!put.ok) return output.problem({ ...put.problem, where: { file } })
        count += 1
      }
    output.say(`${count} entries are put by ${whoAmI()}.`)
    output.document({ put: count })
    return exitCodes.done
  })

const removeEntry = (
  command: Command,
  project: string,
  register: string,
  id: string,
  why: string,
): Promise<void> =>
  withSession(command, async ({ engine }, output) => {
    const opened = await engine.open(project, 'write')
    if (!opened.ok) return output.problem(opened.problem)
    const removed = await engine.registers.remove(registerName(register), id, whoAmI(), why)
    if (!removed.ok) return output.problem(removed.problem)
    output.say(`${id} is removed from ${register} by ${whoAmI()}.`)
    output.document({ register, removed: id })
    return exitCodes.done
  })
